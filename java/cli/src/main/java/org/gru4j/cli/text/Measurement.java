package org.gru4j.cli.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How training stood at one moment.
 *
 * @param step steps taken
 * @param seconds of training so far
 * @param lossBpc training loss in bits per character, over the steps since the measurement before
 * @param charsPerSecond since the measurement before
 * @param learningRate at this step
 * @param validationBpc loss on a part of the held-out text, in bits per character; null if it was not scored
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Measurement(long step, double seconds, double lossBpc, double charsPerSecond, double learningRate,
                          Double validationBpc) {}
