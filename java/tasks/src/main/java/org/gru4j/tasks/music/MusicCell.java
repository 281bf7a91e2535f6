package org.gru4j.tasks.music;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.RnnLayer;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RnnSpec;

/** The recurrent cells of music models: those that Chung et al. (arXiv 1412.3555) compare. */
public enum MusicCell {
    /** Gated recurrent units. */
    GRU,
    /** Long short-term memory. */
    LSTM,
    /** Plain tanh units. */
    TANH;

    /** Returns the name in options, files and messages. */
    @JsonValue
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns a layer of such units. */
    LayerSpec layer(int inputSize, MusicSettings settings) {
        int hidden = settings.hidden();
        return switch (this) {
            case GRU ->
                LayerSpec.gru(GruSpec.builder(inputSize, hidden)
                        .recurrentDropout(settings.recurrentDropout())
                        .zoneout(settings.zoneout())
                        .build());
            case LSTM -> LayerSpec.rnn(RnnSpec.lstm(inputSize, hidden));
            case TANH -> LayerSpec.rnn(RnnSpec.tanh(inputSize, hidden));
        };
    }

    /** Returns the number of parameters of such a layer. */
    long parameterCount(int inputSize, MusicSettings settings) {
        LayerSpec layer = layer(inputSize, settings);
        return layer instanceof GruLayer gru
                ? gru.spec().parameterCount()
                : ((RnnLayer) layer).spec().parameterCount();
    }
}
