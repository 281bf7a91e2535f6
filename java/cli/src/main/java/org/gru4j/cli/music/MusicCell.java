package org.gru4j.cli.music;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.gru4j.gru.GruSpec;
import org.gru4j.layer.LayerSpec;

/** The recurrent units that music is learned with: those that Chung et al. (arXiv 1412.3555) compare. */
public enum MusicCell {
    /** Gated recurrent units. */
    @JsonProperty("gru")
    GRU {
        @Override
        LayerSpec layer(MusicSettings settings) {
            return new LayerSpec.OfGru(GruSpec.builder(PianoRoll.KEYS, settings.hidden()).numLayers(settings.layers())
                    .dropout(settings.layers() > 1 ? settings.dropout() : 0)
                    .recurrentDropout(settings.recurrentDropout()).zoneout(settings.zoneout()).build());
        }
    };

    /** Layers of such units that read frames. */
    abstract LayerSpec layer(MusicSettings settings);
}
