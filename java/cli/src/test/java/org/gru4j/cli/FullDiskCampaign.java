package org.gru4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiSystem;
import org.gru4j.cli.TinyTasks.Tiny;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.run.TaskKind;

/**
 * Runs every command that writes files on a disk that has less and less room, page by page, and on one that can only be
 * read: each must end with exit code {@value ExitCode#RUN_FAILED} and name what could not be written, or have written
 * all of its files, whole; a training must go on to the same bits when there is room again. {@code .ci/faults} makes
 * the disk.
 */
public final class FullDiskCampaign {
    private static final int PAGE = 4096;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path disk;
    private final Path elsewhere;
    private final int everyPages;
    private final List<String> faults = new ArrayList<>();
    private int failed;
    private int done;
    private int resumed;

    private FullDiskCampaign(Path disk, Path elsewhere, int everyPages) {
        this.disk = disk;
        this.elsewhere = elsewhere;
        this.everyPages = everyPages;
    }

    /** @param arguments a small disk, a directory elsewhere, from how many pages of room to the next */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        FullDiskCampaign campaign =
                new FullDiskCampaign(Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        campaign.run();
        System.out.println("full disk: " + campaign.failed + " commands failed and said why, " + campaign.done
                + " wrote all their files, " + campaign.resumed + " trainings went on to the same bits; "
                + campaign.faults.size() + " faults");
        campaign.faults.forEach(System.out::println);
        System.exit(campaign.faults.isEmpty() ? 0 : 1);
    }

    private record Said(int code, String err) {}

    private static Said command(List<Object> args) {
        StringWriter err = new StringWriter();
        int code = Cli.run(
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(err, true),
                args.stream().map(Object::toString).toArray(String[]::new));
        return new Said(code, err.toString());
    }

    private static List<Object> join(List<?> some, Object... more) {
        List<Object> all = new ArrayList<>(some);
        all.addAll(Arrays.asList(more));
        return all;
    }

    private void run() throws IOException, InterruptedException {
        Map<String, List<Object>> commands = new LinkedHashMap<>();
        Map<String, Path> references = new LinkedHashMap<>();
        for (TaskKind<?> kind : Tasks.all()) {
            Tiny tiny = TinyTasks.of(kind, elsewhere);
            List<Object> train = join(
                    join(
                            List.of("train", kind.name(), "--backend", "reference"),
                            tiny.options().toArray()),
                    "--epochs",
                    1,
                    "--save-every",
                    0);
            commands.put("train " + kind.name(), train);
            references.put("train " + kind.name(), reference("train-" + kind.name(), train));
        }
        Path models = elsewhere;
        for (String task : List.of("series", "sessions", "speech")) {
            Path data = TinyTasks.of(kind(task), Files.createDirectories(elsewhere.resolve("data-" + task)))
                    .data();
            commands.put(
                    "predict " + task,
                    List.of(
                            "predict",
                            "--model",
                            models.resolve("train-" + task),
                            "--data",
                            data,
                            "--backend",
                            "reference"));
        }
        commands.put(
                "generate music",
                List.of(
                        "generate",
                        "--model",
                        models.resolve("train-music"),
                        "--length",
                        16,
                        "--backend",
                        "reference"));
        for (Map.Entry<String, List<Object>> command : commands.entrySet()) {
            Path reference = references.get(command.getKey());
            fill(
                    command.getKey(),
                    command.getValue(),
                    reference == null ? reference(command.getKey().replace(' ', '-'), command.getValue()) : reference,
                    "run");
        }
        Path text = models.resolve("train-text");
        Map<String, List<Object>> single = new LinkedHashMap<>();
        single.put("gates.png", List.of("gates", "--model", text, "--text", "line", "--backend", "reference"));
        single.put("model.onnx", List.of("export", "--model", text));
        single.put("weights.safetensors", List.of("export", "--model", text));
        for (Map.Entry<String, List<Object>> command : single.entrySet()) {
            Path reference = Files.createDirectories(elsewhere.resolve("single-" + command.getKey()));
            require(
                    command(join(command.getValue(), "--out", reference.resolve(command.getKey())))
                                    .code()
                            == 0,
                    command);
            fill(command.getKey(), command.getValue(), reference, "run/" + command.getKey());
        }
        Map<String, List<Object>> all = new LinkedHashMap<>(commands);
        all.putAll(single);
        readOnly(all);
    }

    private static TaskKind<?> kind(String name) {
        return Tasks.all().stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void require(boolean holds, Object what) {
        if (!holds) {
            throw new IllegalStateException("fails with all the room there is: " + what);
        }
    }

    private Path reference(String name, List<Object> command) {
        Path out = elsewhere.resolve(name);
        require(command(join(command, "--out", out)).code() == 0, command);
        return out;
    }

    /** Runs a command with no room, and with more and more, until it has enough. */
    private void fill(String name, List<Object> command, Path reference, String out) throws IOException {
        boolean enough = false;
        for (int pages = 0; !enough; pages += everyPages) {
            clear();
            leave(pages);
            Said said = command(join(command, "--out", disk.resolve(out)));
            String where = name + " with " + pages + " pages: " + said;
            enough = said.code() == ExitCode.DONE;
            check(where, said, reference);
            boolean training = name.startsWith("train ");
            if (!enough && training && Files.exists(disk.resolve("run/model.safetensors"))) {
                Files.delete(disk.resolve("filler"));
                resume(where, command, reference);
            }
        }
    }

    private void resume(String where, List<Object> command, Path reference) throws IOException {
        Said said = command(join(command, "--out", disk.resolve("run"), "--resume"));
        String difference = said.code() == ExitCode.DONE ? StoppedRun.difference(reference, disk.resolve("run")) : null;
        if (said.code() != ExitCode.DONE || difference != null) {
            faults.add(where + "; resumed: " + said + "; " + difference);
        }
        resumed++;
    }

    private void check(String where, Said said, Path reference) throws IOException {
        Map<String, Path> written = files(disk.resolve("run"));
        if (said.code() == ExitCode.DONE) {
            done++;
            if (!written.keySet().equals(files(reference).keySet())) {
                faults.add(where + ": expected " + files(reference).keySet() + " but got " + written.keySet());
            }
        } else {
            failed++;
            if (said.code() != ExitCode.RUN_FAILED
                    || !said.err().contains("error: ")
                    || !said.err().contains(disk.toString())) {
                faults.add(where);
            }
        }
        for (Map.Entry<String, Path> file : written.entrySet()) {
            if (!isWhole(file.getValue(), said.code() == ExitCode.DONE, reference.resolve(file.getKey()))) {
                faults.add(where + ": " + file.getKey() + " is not whole");
            }
        }
    }

    private static boolean isWhole(Path file, boolean done, Path reference) throws IOException {
        String name = file.getFileName().toString();
        if (name.equals(".lock")) {
            return true; // locked whatever it says
        }
        try {
            if (name.endsWith(".safetensors")) {
                SafeTensors.open(file).close();
                return true;
            }
            if (name.endsWith(".png")) {
                return Files.readString(file, StandardCharsets.ISO_8859_1).endsWith("IEND\u00aeB`\u0082")
                        && ImageIO.read(file.toFile()) != null;
            }
            if (name.endsWith(".mid")) {
                return MidiSystem.getSequence(file.toFile()).getTickLength() > 0;
            }
            if (name.endsWith(".jsonl")) {
                List<String> lines = Files.readAllLines(file);
                for (String line : done ? lines : lines.subList(0, Math.max(0, lines.size() - 1))) {
                    JSON.readTree(line); // a training that failed may have failed in its last line
                }
                return true;
            }
            return Arrays.equals(Files.readAllBytes(reference), Files.readAllBytes(file)); // no part is ever left
        } catch (RuntimeException | InvalidMidiDataException e) {
            return false;
        }
    }

    private static Map<String, Path> files(Path run) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        if (Files.isDirectory(run)) {
            try (Stream<Path> list = Files.list(run)) {
                list.forEach(file -> files.put(file.getFileName().toString(), file));
            }
        }
        return files;
    }

    private void clear() throws IOException {
        List<Path> paths;
        try (Stream<Path> below = Files.walk(disk)) {
            paths = below.filter(path -> !path.equals(disk))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    /** Fills the disk but for so many pages. */
    private void leave(int pages) throws IOException {
        long room = Files.getFileStore(disk).getUsableSpace();
        Files.write(disk.resolve("filler"), new byte[(int) Math.max(0, room - (long) PAGE * pages)]);
    }

    private void readOnly(Map<String, List<Object>> commands) throws IOException, InterruptedException {
        clear();
        require(
                new ProcessBuilder("mount", "-o", "remount,ro", disk.toString())
                                .inheritIO()
                                .start()
                                .waitFor()
                        == 0,
                "mount");
        for (Map.Entry<String, List<Object>> command : commands.entrySet()) {
            Said said = command(join(command.getValue(), "--out", disk.resolve("run/" + command.getKey())));
            check(command.getKey() + " on a disk that can only be read: " + said, said, elsewhere);
        }
    }
}
