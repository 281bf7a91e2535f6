package org.gru4j.golden;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes a case as JSON. The README next to the files describes each key. */
final class GoldenFile {
    /** Uses Jackson's own writer for doubles, which is the same on every JDK, unlike Double.toString. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .build();

    private GoldenFile() {}

    /** Writes a case to DIRECTORY/name.json, as one line without spaces. */
    static Path write(Path directory, GoldenCase golden, CaseInputs inputs, Expected expected) {
        return write(directory, golden.name(), content(golden, inputs, expected));
    }

    /** Writes JSON to DIRECTORY/name.json, as one line without spaces. */
    static Path write(Path directory, String name, Map<String, Object> content) {
        Path file = directory.resolve(name + ".json");
        try {
            return Files.writeString(file, JSON.writeValueAsString(content) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static Map<String, Object> content(GoldenCase golden, CaseInputs inputs, Expected expected) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("name", golden.name());
        content.put("framework", framework(golden.resetGate()));
        content.put("dtype", golden.precision().name().toLowerCase(Locale.ROOT));
        content.put("T", golden.steps());
        content.put("N", golden.sequences());
        content.put("I", golden.inputSize());
        content.put("H", golden.hiddenSize());
        content.put("num_layers", golden.layers());
        content.put("bidirectional", golden.direction() == Direction.BIDIRECTIONAL);
        content.put("direction", golden.direction().name().toLowerCase(Locale.ROOT));
        content.put("bias", golden.bias());
        content.put("gate_order", "r,z,n");
        content.put("linear_before_reset", golden.resetGate() == ResetGate.AFTER);
        if (!golden.lengths().isEmpty()) content.put("lengths", golden.lengths());
        content.put("x", inputs.x());
        if (golden.hasInitialState()) content.put("h0", inputs.h0());
        content.put("weights", inputs.weights());
        content.put("output", expected.output());
        content.put("h_n", expected.hN());
        content.put("grad_output", inputs.gradOutput());
        content.put("grad_h_n", inputs.gradHn());
        content.put("loss_value", expected.loss());
        content.put("grad_x", expected.gradX());
        if (golden.hasInitialState()) content.put("grad_h0", expected.gradH0());
        content.put("grad_weights", expected.gradWeights());
        return content;
    }

    private static String framework(ResetGate resetGate) {
        String how = resetGate == ResetGate.AFTER ? "torch::nn::GRU" : "autograd over explicit steps";
        return "pytorch, " + how + " (org.bytedeco:pytorch:" + System.getProperty("pytorch.version") + ")";
    }
}
