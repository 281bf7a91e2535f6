package org.gru4j.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.gru4j.backend.Backends;
import org.gru4j.check.Parity;
import org.gru4j.model.ModelWeights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs, losses and all gradients of graphs are what PyTorch computes in float64 with the same parameters. */
class GraphParityTest {
    @BeforeAll
    static void leaveTheOtherCoreAlone() {
        torch.set_num_threads(1);
    }

    static Stream<Arguments> casesOnBackends() {
        return GraphCase.all().stream()
                .flatMap(c -> Stream.of("onednn", "reference").map(name -> Arguments.of(c, name)));
    }

    @Test
    void noCaseIsMissing() {
        assertEquals(25, GraphCase.all().size());
    }

    @ParameterizedTest
    @MethodSource("casesOnBackends")
    void graphsAgree(GraphCase c, String backend) {
        ModelWeights weights = c.weights();
        try (TorchGraph graph = new TorchGraph(c, weights)) {
            GraphOutcome expected = graph.run();
            GraphOutcome actual = GraphOutcome.on(Backends.named(backend), c, weights);
            assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
            List<Parity.Comparison> failed = new ArrayList<>(expected.compare(c, weights, actual));
            failed.removeIf(Parity.Comparison::passed);
            assertEquals(List.of(), failed);
        }
    }

    /** The comparison would notice if the attention saw the padding of the source. */
    @Test
    void attentionToPaddingIsFoundOut() {
        GraphCase c = GraphCase.all().get(0);
        GraphCase full =
                new GraphCase(c.name(), c.spec(), graph -> c.inPyTorch().rows(graph.withoutMasks()), c.classes());
        ModelWeights weights = c.weights();
        try (TorchGraph graph = new TorchGraph(full, weights)) {
            List<Parity.Comparison> comparisons =
                    graph.run().compare(c, weights, GraphOutcome.on(Backends.named("reference"), c, weights));
            assertTrue(comparisons.stream().allMatch(comparison -> comparison.ratio() > 10), comparisons.toString());
        }
    }
}
