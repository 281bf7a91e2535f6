package org.gru4j.tasks.music;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.tasks.data.InputFiles;
import org.gru4j.tasks.data.Split;

/**
 * Reads music in any supported format, identified by the file's name: {@code .mat} files and {@code .json} note lists,
 * both with their own splits if they have them; a MIDI file ({@code .mid}, {@code .midi}); or all MIDI files below a
 * directory except hidden ones, in the order of their paths. Music without splits is split by {@link MusicData}'s rule.
 *
 * <p>One damaged file among many is an error, so that nobody unknowingly trains on part of the data.
 */
public final class MusicReader {
    private MusicReader() {}

    /**
     * Reads music to train on.
     *
     * @param framesPerBeat for MIDI files: frames of a quarter note
     * @throws UncheckedIOException if something can't be read
     * @throws IllegalArgumentException if it is damaged, has another format, or is too small
     */
    public static MusicData read(Path path, int framesPerBeat) {
        String description = path.toString();
        return switch (Form.of(path)) {
            case MAT -> MusicData.of(description, MatReader.read(path), List.of());
            case JSON -> {
                NoteListReader.Notes notes = NoteListReader.read(path);
                yield notes.parts() == null
                        ? MusicData.split(description, notes.pieces(), List.of())
                        : MusicData.of(description, notes.parts(), List.of());
            }
            case MIDI -> {
                List<String> remarks = new ArrayList<>();
                yield MusicData.split(description, midi(path, framesPerBeat, remarks), remarks);
            }
        };
    }

    /**
     * Reads music to score a model on: the test pieces if the file has its own splits, otherwise all pieces.
     *
     * @param framesPerBeat as in {@link #read}
     * @param remarks receives notes on how the music was read
     */
    public static List<PianoRoll> readForTesting(Path path, int framesPerBeat, List<String> remarks) {
        List<PianoRoll> pieces = switch (Form.of(path)) {
            case MAT -> MusicData.pieces(MatReader.read(path), Split.TEST);
            case JSON -> {
                NoteListReader.Notes notes = NoteListReader.read(path);
                yield notes.parts() == null ? notes.pieces() : MusicData.pieces(notes.parts(), Split.TEST);
            }
            case MIDI -> midi(path, framesPerBeat, remarks);
        };
        MusicData.requirePieces(path.toString(), Split.TEST.key(), pieces);
        return pieces;
    }

    private enum Form {
        MAT,
        JSON,
        MIDI;

        static Form of(Path path) {
            String name = path.toString().toLowerCase(Locale.ROOT);
            if (Files.isDirectory(path) || isMidi(path)) {
                return MIDI;
            }
            if (name.endsWith(".mat") || name.endsWith(".json")) {
                return name.endsWith(".mat") ? MAT : JSON;
            }
            throw new IllegalArgumentException("music " + path + ": expected a .mat, .json, .mid or .midi file, or a"
                    + " directory of MIDI files");
        }
    }

    private static boolean isMidi(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".mid") || name.endsWith(".midi");
    }

    private static List<PianoRoll> midi(Path path, int framesPerBeat, List<String> remarks) {
        List<Path> files = List.of(path);
        if (Files.isDirectory(path)) {
            try {
                files = InputFiles.below(path).stream()
                        .filter(MusicReader::isMidi)
                        .toList();
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException(
                    "music " + path + ": expected .mid or .midi files below this directory but found none");
        }
        List<PianoRoll> pieces = new ArrayList<>();
        for (Path file : files) {
            MidiReader.Piece piece = MidiReader.read(file, framesPerBeat);
            if (piece.leftOut() > 0) {
                remarks.add(file + ": " + piece.leftOut() + " notes outside the piano's range were ignored");
            }
            if (piece.roll().frames() < MusicData.MIN_FRAMES) {
                throw new IllegalArgumentException("music " + file + ": expected at least " + MusicData.MIN_FRAMES
                        + " frames but got " + piece.roll().frames());
            }
            pieces.add(piece.roll());
        }
        return pieces;
    }

    /** Returns the exception for a file that the system can't read. */
    static UncheckedIOException unreadable(Path path, IOException e) {
        return InputFiles.unreadable("music", path, e);
    }
}
