package org.gru4j.tasks.music;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.output.Picture;
import org.gru4j.tasks.run.RunListener;

/** A piece that a model writes, as a MIDI file and a picture, which its seed names. */
record GeneratedPiece(int length, double temperature, long seed) {
    GeneratedPiece {
        if (length <= 0) {
            throw new IllegalArgumentException("--length: expected a positive number of frames but got " + length);
        }
        if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("--temperature: expected a number from 0 on but got " + temperature);
        }
    }

    /** What a model writes unless told otherwise. */
    static GeneratedPiece ofSeed(long seed) {
        return new GeneratedPiece(MusicDefaults.LENGTH, MusicDefaults.TEMPERATURE, seed);
    }

    /**
     * Writes both files, and says so.
     *
     * @return the fields of the result: {@code midi}, {@code piano_roll} if this Java can draw, what was asked for, and
     *     {@code notes_per_frame}
     */
    Map<String, Object> write(Sequential model, int framesPerBeat, Path directory, RunListener listener) {
        PianoRoll piece = MusicGenerator.generate(model, length, temperature, seed);
        Path midi = directory.resolve("piece-" + seed + ".mid");
        Path picture = directory.resolve("piece-" + seed + ".png");
        MidiWriter.write(piece, framesPerBeat, MusicDefaults.BEATS_PER_MINUTE, midi);
        Optional<String> noPicture = Picture.write(
                "the piece", picture, file -> PianoRollPicture.write(piece, framesPerBeat, title(), file));
        noPicture.ifPresent(listener::warn);
        listener.say("It plays:");
        listener.say("  " + midi);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("midi", midi.toString());
        if (noPicture.isEmpty()) {
            listener.say("  " + picture);
            result.put("piano_roll", picture.toString());
        }
        result.put("length", length);
        result.put("temperature", temperature);
        result.put("seed", seed);
        result.put("notes_per_frame", (double) notes(piece) / length);
        return result;
    }

    private String title() {
        return "Generated: " + length + " frames, temperature " + temperature + ", seed " + seed;
    }

    private static int notes(PianoRoll piece) {
        int notes = 0;
        for (int t = 0; t < piece.frames(); t++) {
            notes += piece.count(t);
        }
        return notes;
    }
}
