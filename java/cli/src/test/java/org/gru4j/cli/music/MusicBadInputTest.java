package org.gru4j.cli.music;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.gru4j.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no music: an error that names the place, and no run. */
class MusicBadInputTest {
    @TempDir
    private Path temp;

    private void refuses(Path file, String... texts) {
        Path run = temp.resolve("run");
        TinyMusic.train(file, run, TinyMusic.small("--epochs", 1)).failed(ExitCode.BAD_INPUT, texts);
        assertFalse(Files.exists(run), "nothing half-trained");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(temp.resolve(name), text);
    }

    @Test
    void noteListsThatAreNone() throws IOException {
        refuses(temp.resolve("absent.json"), "absent.json", "no such file");
        refuses(write("cut.json", "[[[60], [62"), "cut.json", "line 1");
        refuses(write("high.json", "[[[60], [128]], [[60], [61]], [[60], [61]]]"), "high.json", "128");
        refuses(write("names.json", "{\"train\": [[[60], [61]]], \"test\": [[[60], [61]]]}"), "names.json", "valid");
    }

    @Test
    void nothingToValidateWith() throws IOException {
        refuses(
                write("empty.json", "{\"train\": [[[60], [61]]], \"valid\": [], \"test\": [[[60], [61]]]}"),
                "empty.json",
                "valid: expected at least one piece but it is empty");
        refuses(write("two.json", "[[[60], [61]], [[60], [61]]]"), "two.json", "got 2");
    }

    @Test
    void matlabAndMidiFilesThatAreDamaged() throws IOException {
        refuses(write("text.mat", "text ".repeat(100)), "text.mat", "damaged", "byte");
        Path midi = temp.resolve("cut.mid");
        Path run = temp.resolve("first");
        TinyMusic.train(TinyMusic.scales(temp), run, TinyMusic.small("--epochs", 1))
                .done();
        Path whole;
        try (var files = Files.list(run)) {
            whole = files.filter(file -> file.toString().endsWith(".mid"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(whole);
        refuses(Files.write(midi, Arrays.copyOf(bytes, bytes.length / 2)), "cut.mid");
        Path directory = Files.createDirectory(temp.resolve("none"));
        refuses(directory, directory.toString(), "expected .mid or .midi files below this directory");
        refuses(write("song.wav", "RIFF"), "song.wav", ".mat");
    }
}
