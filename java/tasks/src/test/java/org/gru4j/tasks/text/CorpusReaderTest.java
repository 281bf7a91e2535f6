package org.gru4j.tasks.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusReaderTest {
    @TempDir
    private Path temp;

    private void writeFiles(int count) throws IOException {
        for (int k = 0; k < count; k++) {
            Path directory = Files.createDirectories(temp.resolve(k % 2 == 0 ? "even" : "odd"));
            Files.writeString(directory.resolve(String.format("%02d.txt", k)), String.format("%02d;", k));
        }
    }

    @Test
    void everyTenthFileByNameIsHeldOut() throws IOException {
        writeFiles(20);
        Corpus corpus = CorpusReader.read(temp);
        assertEquals("00;02;04;06;08;10;12;14;16;01;03;05;07;09;11;13;15;17;", corpus.training());
        assertEquals("18;19;", corpus.heldOut());
        assertEquals(20, corpus.files());
    }

    @Test
    void ofFewFilesTheLastTenthIsHeldOut() throws IOException {
        writeFiles(9);
        Corpus corpus = CorpusReader.read(temp);
        assertEquals("00;02;04;06;08;01;03;05;0", corpus.training());
        assertEquals("7;", corpus.heldOut());
    }

    @Test
    void ofOneFileTheLastTenthIsHeldOut() throws IOException {
        Path file = Files.writeString(temp.resolve("one.txt"), "ab\uD83C\uDF4C".repeat(10));
        Corpus corpus = CorpusReader.read(file);
        assertEquals("ab\uD83C\uDF4C".repeat(9), corpus.training());
        assertEquals("ab\uD83C\uDF4C", corpus.heldOut());
        assertEquals(file.toString(), corpus.location());
    }

    @Test
    void hiddenFilesAndWhatIsNoTextAreLeftOut() throws IOException {
        writeFiles(10);
        Files.createDirectory(temp.resolve(".git"));
        Files.writeString(temp.resolve(".git/config"), "hidden");
        Files.writeString(temp.resolve(".hidden"), "hidden");
        Files.write(temp.resolve("picture"), new byte[] {(byte) 0xff, 0, 1});
        Corpus corpus = CorpusReader.read(temp);
        assertFalse(corpus.training().contains("hidden"));
        assertEquals(10, corpus.files());
        assertEquals(1, corpus.skipped());
    }

    @Test
    void checksumTellsTextsAndSplitsApart() {
        Corpus corpus = new Corpus("", "", "abc", "de", 1, 0);
        assertEquals(corpus.checksum(), new Corpus("x", "y", "abc", "de", 2, 1).checksum());
        assertNotEquals(corpus.checksum(), new Corpus("", "", "abcd", "e!", 1, 0).checksum());
        assertNotEquals(corpus.checksum(), new Corpus("", "", "ab", "cde", 1, 0).checksum());
    }

    @Test
    void javaSourcesComeAlong() {
        Corpus corpus = CorpusReader.builtIn();
        assertEquals(249, corpus.files());
        assertTrue(corpus.training().contains("package org.apache.commons.lang3;"));
        assertTrue(corpus.description().contains("Apache-2.0"));
    }
}
