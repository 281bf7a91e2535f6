package org.gru4j.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.text.TinyText;
import org.gru4j.safetensors.SafeTensors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest {
    @TempDir
    private static Path temp;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        run = temp.resolve("run");
        TinyText.train(run, TinyText.small(TinyText.corpus(temp), "--epochs", 3))
                .done();
    }

    private static Outcome generate(Object... more) {
        Object[] args =
                Arrays.copyOf(new Object[] {"generate", "--backend", "reference", "--model", run}, 5 + more.length);
        System.arraycopy(more, 0, args, 5, more.length);
        return Outcome.of(args);
    }

    private static String text(Object... more) {
        Object[] args = Arrays.copyOf(more, more.length + 1);
        args[more.length] = "--json";
        return generate(args).done().last().path("text").asText();
    }

    @Test
    void theSameSeedWritesTheSameText() {
        String text = text("--seed", 7, "--temperature", 1);
        assertEquals(text, text("--seed", 7, "--temperature", 1));
        assertNotEquals(text, text("--seed", 8, "--temperature", 1));
        assertEquals(500, text.length());
    }

    @Test
    void noTemperatureIsTheLikeliestWhateverTheSeed() {
        assertEquals(text("--temperature", 0, "--seed", 1), text("--temperature", 0, "--seed", 2));
        assertEquals(text("--temperature", 0), text("--temperature", "1e-300"));
    }

    @Test
    void writesOnlyCharactersOfTheTrainingText() throws IOException {
        String known = Files.readString(temp.resolve("corpus.txt"));
        assertTrue(text("--temperature", 100, "--length", 3000).chars().allMatch(c -> known.indexOf(c) >= 0));
    }

    @Test
    void goesOnFromThePrompt() {
        assertTrue(generate("--prompt", "line 4", "--length", 5).done().out().startsWith("line 4"));
        assertNotEquals(text("--prompt", "line 1"), text("--prompt", "of the "));
        assertEquals("", text("--length", 0));
    }

    @Test
    void unknownCharactersInThePromptAreNamed() {
        generate("--prompt", "lüne\u0007 4 ü").failed(ExitCode.BAD_INPUT, "--prompt", "'ü', U+0007");
    }

    @Test
    void valuesThatMakeNoSense() {
        generate("--length", -1).failed(ExitCode.BAD_INPUT, "length", "-1");
        generate("--temperature", -0.5).failed(ExitCode.BAD_INPUT, "temperature", "-0.5");
        generate("--temperature", "NaN").failed(ExitCode.BAD_INPUT, "temperature", "NaN");
    }

    @Test
    void modelsThatCannotBeRead() throws IOException {
        byte[] good = Files.readAllBytes(run.resolve("model.safetensors"));
        refused("absent", null, "no such file");
        refused("truncated", Arrays.copyOf(good, good.length - 5), "truncated");
        byte[] flipped = good.clone();
        flipped[good.length - 7] ^= 1;
        refused("flipped", flipped, "checksum");
        refused("noise", "what".repeat(99).getBytes(StandardCharsets.US_ASCII), "not a safetensors file");
        refused("newer", edited(good, "\"gru4j.format\":\"1\"", "\"gru4j.format\":\"9\""), "newer version");
        refused("another", edited(good, "\"task.name\":\"text\"", "\"task.name\":\"test\""), "'text'", "'test'");
    }

    /** A file that says something else, and has no checksum of what it says. */
    private static byte[] edited(byte[] file, String from, String to) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains(from), from);
        return text.replace(from, to)
                .replace("gru4j.header_crc32c", "other.header_crc32c")
                .replace("gru4j.checked", "other.checked")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void refused(String name, byte[] content, String... texts) throws IOException {
        Path file = temp.resolve(name + ".safetensors");
        if (content != null) {
            Files.write(file, content);
        }
        Outcome outcome = Outcome.of("generate", "--backend", "reference", "--model", file);
        outcome.failed(ExitCode.BAD_INPUT, texts);
        assertTrue(outcome.err().contains(file.toString()), outcome.err());
    }

    @Test
    void aSafetensorsFileOfAnotherProgramIsRefused() throws IOException {
        Path file = temp.resolve("other.safetensors");
        SafeTensors.write(file, Map.of("format", "pt"), Map.of());
        Outcome.of("generate", "--backend", "reference", "--model", file)
                .failed(ExitCode.BAD_INPUT, "other.safetensors", "not a checkpoint of gru4j");
    }

    @Test
    void aModelThatDoesNotFitItsSettingsIsRefused() throws IOException {
        byte[] good = Files.readAllBytes(run.resolve("model.safetensors"));
        refused("unfit", edited(good, "hidden\\\":8", "hidden\\\":9"), "does not match its settings");
    }
}
