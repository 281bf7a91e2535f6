package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.text.TinyText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
    @TempDir
    private Path temp;

    private Outcome trainOn(Path corpus) {
        return TinyText.train(temp.resolve("run"), "--corpus", corpus, "--epochs", 1);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(temp.resolve(name), text);
    }

    @Test
    void missingCorpus() {
        trainOn(temp.resolve("absent.txt")).failed(ExitCode.BAD_INPUT, "absent.txt", "no such file");
    }

    @Test
    void emptyCorpus() throws IOException {
        trainOn(write("empty.txt", "")).failed(ExitCode.BAD_INPUT, "empty.txt", "empty");
        Path directory = Files.createDirectory(temp.resolve("nothing"));
        trainOn(directory).failed(ExitCode.BAD_INPUT, "nothing", "expected text in UTF-8 but none of its 0 files is");
    }

    @Test
    void corpusThatIsNoText() throws IOException {
        Path file = Files.write(temp.resolve("latin1.txt"), "für".repeat(3000).getBytes(StandardCharsets.ISO_8859_1));
        trainOn(file).failed(ExitCode.BAD_INPUT, "latin1.txt", "UTF-8");
        trainOn(write("binary", "ab\0c".repeat(3000))).failed(ExitCode.BAD_INPUT, "binary", "UTF-8");
    }

    @Test
    void corpusTooShort() throws IOException {
        TinyText.train(
                        temp.resolve("run"),
                        "--corpus",
                        write("short.txt", "ab".repeat(500)),
                        "--batch",
                        32,
                        "--sequence-length",
                        64)
                .failed(
                        ExitCode.BAD_INPUT,
                        "short.txt",
                        "at least 2049",
                        "got 900",
                        "--batch 32 times --sequence-length 64");
        trainOn(write("two.txt", "ab")).failed(ExitCode.BAD_INPUT, "two.txt", "too short");
    }

    @Test
    void corpusOfOneCharacter() throws IOException {
        trainOn(write("one.txt", "a".repeat(9000)))
                .failed(ExitCode.BAD_INPUT, "one.txt", "2 different characters", "only 'a'");
    }

    @Test
    void outThatIsAFile() throws IOException {
        Path file = write("file", "");
        TinyText.train(file, TinyText.small(TinyText.corpus(temp), "--epochs", 1))
                .failed(ExitCode.BAD_INPUT, "--out " + file);
    }

    @ParameterizedTest
    @CsvSource({
        "--seconds,0,seconds",
        "--seconds,-1,seconds",
        "--seconds,NaN,seconds",
        "--epochs,0,epochs",
        "--epochs,many,many",
        "--hidden,0,--hidden",
        "--layers,-1,--layers",
        "--embedding,0,--embedding",
        "--batch,0,--batch",
        "--sequence-length,0,--sequence-length",
        "--lr,0,--lr",
        "--lr,NaN,--lr",
        "--recurrent-dropout,1,--recurrent-dropout",
        "--recurrent-dropout,-0.1,--recurrent-dropout",
        "--zoneout,1,--zoneout",
        "--zoneout,NaN,--zoneout",
        "--reset-gate,beside,--reset-gate",
        "--threads,0,threads",
        "--seed,one,--seed"
    })
    void valuesThatMakeNoSense(String option, String value, String named) throws IOException {
        TinyText.train(temp.resolve("run"), "--corpus", TinyText.corpus(temp), option, value)
                .failed(ExitCode.BAD_INPUT, named);
    }

    @Test
    void bothBudgets() {
        TinyText.train(temp.resolve("run"), "--seconds", 1, "--epochs", 1)
                .failed(ExitCode.BAD_INPUT, "--seconds", "--epochs", "mutually exclusive");
    }

    @Test
    void unknownOptionsAreAnsweredWithLikelyOnes() {
        Outcome outcome = TinyText.train(temp.resolve("run"), "--hiden", 3);
        outcome.failed(ExitCode.BAD_INPUT, "--hiden");
        assertTrue(outcome.err().contains("--hidden"), outcome.err());
        Outcome.of("trian").failed(ExitCode.BAD_INPUT, "trian");
        Outcome.of("train").failed(ExitCode.BAD_INPUT, "text");
        Outcome.of("generate").failed(ExitCode.BAD_INPUT, "--model");
    }

    @Test
    void backendThatCannotLoad() {
        Outcome.of("train", "text", "--backend", "broken").failed(ExitCode.BAD_INPUT, "libbroken.so");
        Outcome.of("train", "text", "--backend", "abacus").failed(ExitCode.BAD_INPUT, "abacus", "reference");
    }

    @Test
    void modelThatDoesNotFitIntoMemory() throws IOException {
        TinyText.train(
                        temp.resolve("run"),
                        "--corpus",
                        TinyText.corpus(temp),
                        "--batch",
                        1,
                        "--sequence-length",
                        8,
                        "--hidden",
                        8000,
                        "--embedding",
                        8000)
                .failed(ExitCode.BAD_INPUT, "MiB");
        TinyText.train(
                        temp.resolve("huge"),
                        "--corpus",
                        TinyText.corpus(temp),
                        "--batch",
                        1,
                        "--sequence-length",
                        8,
                        "--hidden",
                        2_000_000_000)
                .failed(ExitCode.BAD_INPUT, "2000000000");
    }

    @Test
    void errorsAreObjectsForPrograms() {
        Outcome outcome = TinyText.train(temp.resolve("run"), "--corpus", temp.resolve("absent.txt"), "--json");
        assertEquals(ExitCode.BAD_INPUT, outcome.code());
        assertEquals("error", outcome.last().path("event").asText());
        assertTrue(outcome.last().path("message").asText().contains("absent.txt"));
        assertEquals(
                "error",
                Outcome.of("train", "text", "--hiden", "--json")
                        .last()
                        .path("event")
                        .asText());
    }

    @Test
    void verboseTellsWhere() {
        Outcome outcome = TinyText.train(temp.resolve("run"), "--corpus", temp.resolve("absent.txt"), "--verbose");
        assertTrue(outcome.err().contains("\tat org.gru4j"), outcome.err());
    }
}
