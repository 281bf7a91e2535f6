package org.gru4j.tasks.sessions;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.gru4j.loss.BprMax;
import org.gru4j.loss.ItemSampler;
import org.gru4j.loss.Loss;
import org.gru4j.loss.SampledSoftmax;
import org.gru4j.loss.SoftmaxCrossEntropy;

/** The training loss of a session model. */
public enum SessionLoss {
    /** {@link SoftmaxCrossEntropy} over all items. */
    SOFTMAX,
    /** {@link SampledSoftmax}. */
    SAMPLED_SOFTMAX,
    /** {@link BprMax}. */
    BPR_MAX;

    /**
     * Creates the loss.
     *
     * @param clicks on each item in the training part
     */
    Loss create(long[] clicks, int samples) {
        if (this == SOFTMAX) {
            return new SoftmaxCrossEntropy();
        }
        ItemSampler sampler = new ItemSampler(clicks, SessionDefaults.SAMPLE_POWER);
        return this == SAMPLED_SOFTMAX
                ? new SampledSoftmax(sampler, samples)
                : new BprMax(sampler, samples, SessionDefaults.BPR_MAX_REGULARIZATION);
    }

    /** Returns the name in options: {@code bpr-max}. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
