package org.gru4j.model;

import static org.gru4j.testing.Messages.assertMentions;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.layer.AttentionLayer;
import org.gru4j.layer.JoinSpec;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Test;

class GraphTest {
    private static final int N = 3;

    private final Backend backend = new ReferenceBackend();

    /** An encoder of token ids, and a decoder that starts from its states and attends to it. */
    static final ModelSpec TRANSLATOR = ModelSpec.graph(g -> {
        Node encoder = g.tokens("source", 6).embedding(4).gru(3, gru -> gru.bidirectional());
        Node decoder = g.tokens("target", 5).embedding(4).gru(6).startingFrom(encoder.finalStates());
        Node context = decoder.attention(encoder);
        g.output("next", decoder.concat(context).dense(5));
    });

    static Batch translations() {
        Batch source = Batch.ofIds(4, N).lengths(new int[] {4, 2, 3});
        Batch target = Batch.ofIds(5, N).lengths(new int[] {3, 5, 1});
        System.arraycopy(Numbers.ids(1, 4 * N, 6), 0, source.ids(), 0, 4 * N);
        System.arraycopy(Numbers.ids(2, 5 * N, 5), 0, target.ids(), 0, 5 * N);
        Batch next = Batch.ofParts(5, N).withClassPerStep().lengths(new int[] {3, 5, 1});
        System.arraycopy(Numbers.ids(3, 5 * N, 5), 0, next.targets(), 0, 5 * N);
        return Batch.ofParts(5, N)
                .withInput("source", source)
                .withInput("target", target)
                .withTarget("next", next);
    }

    @Test
    void aChainIsAGraphOfTheSameBits() {
        ModelSpec chain =
                ModelSpec.features(4).gru(5, gru -> gru.numLayers(2)).dense(3).build();
        ModelSpec graph = ModelSpec.graph(g ->
                g.output("y", g.features("x", 4).gru(5, gru -> gru.numLayers(2)).dense(3)));
        assertTrue(chain.isChain());
        assertFalse(graph.isChain());
        assertEquals(chain.layerNames(), graph.layerNames());
        Batch batch = Batch.ofFeatures(4, N, 4).lengths(new int[] {4, 0, 2});
        System.arraycopy(Numbers.floats(1, 4 * N * 4), 0, batch.features(), 0, 4 * N * 4);
        assertArrayEquals(run(chain, batch), run(graph, batch));
    }

    private float[] run(ModelSpec spec, Batch batch) {
        try (Sequential model = new Sequential(spec, backend, 7);
                Pass pass = Pass.inference(backend)) {
            pass.begin(batch.lengths());
            return model.forward(pass, batch, null).toArray();
        }
    }

    @Test
    void aGraphIsTheSameAfterJson() {
        assertEquals(TRANSLATOR, ModelSpec.fromJson(TRANSLATOR.toJson()));
        ModelSpec shared = ModelSpec.graph(g -> {
            Node left = g.features("left", 2).gru(3);
            g.output(
                    "same",
                    left.mean()
                            .multiply(g.features("right", 2).sharing(left).mean())
                            .dense(1));
        });
        assertEquals(shared, ModelSpec.fromJson(shared.toJson()));
        assertEquals(shared.hashCode(), ModelSpec.fromJson(shared.toJson()).hashCode());
    }

    @Test
    void aSummaryHasAllNodes() {
        String summary = TRANSLATOR.summary();
        for (String name : TRANSLATOR.layerNames()) {
            assertTrue(summary.contains(name), summary);
        }
        assertTrue(summary.contains("[1,N,6]"), summary);
    }

    @Test
    void rowsOfOtherLengthsChangeNothing() {
        Batch batch = translations();
        Batch alone = batch.likeWithRows(1);
        alone.copyRows(batch, 1, new int[1]);
        try (Sequential model = new Sequential(TRANSLATOR, backend, 7);
                Pass pass = Pass.inference(backend)) {
            pass.begin(null);
            Tensor all = model.forward(pass, batch, null);
            float[] expected = new float[5 * 5];
            for (int t = 0; t < 5; t++) {
                all.read((t * N + 1) * 5, expected, t * 5, 5);
            }
            pass.end();
            pass.begin(null);
            assertArrayEquals(expected, model.forward(pass, alone, null).toArray(), 1e-6f);
        }
    }

    @Test
    void aDecoderStepsToWhatAWholePassComesTo() {
        Batch batch = translations();
        try (Sequential model = new Sequential(TRANSLATOR, backend, 7);
                Pass pass = Pass.inference(backend);
                SequenceDecoder decoder = new SequenceDecoder(model, "target", "next")) {
            pass.begin(null);
            Tensor whole = model.forward(pass, batch, null);
            for (int repeat = 0; repeat < 2; repeat++) { // begin forgets what was before
                decoder.begin(batch, N);
                for (int t = 0; t < 5; t++) {
                    int[] tokens = new int[N];
                    System.arraycopy(batch.input("target").ids(), t * N, tokens, 0, N);
                    Tensor step = decoder.step(tokens);
                    for (int n = 0; n < N; n++) {
                        for (int j = 0; t < batch.input("target").lengths()[n] && j < 5; j++) {
                            assertEquals(whole.get((t * N + n) * 5 + j), step.get(n * 5 + j), 1e-6);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aStreamRunsAGraphWhoseLayersCanStep() {
        ModelSpec residual = ModelSpec.graph(g -> {
            Node x = g.features("x", 3);
            Node below = x.gru(3);
            g.output("y", below.add(x).layerNorm().gru(2));
        });
        try (Sequential model = new Sequential(residual, backend, 1);
                SequenceStream stream = model.newStream();
                Pass pass = Pass.inference(backend)) {
            Batch batch = Batch.ofFeatures(4, 1, 3);
            System.arraycopy(Numbers.floats(1, 12), 0, batch.features(), 0, 12);
            pass.begin(null);
            Tensor whole = model.forward(pass, batch, null);
            float[] output = new float[2];
            for (int t = 0; t < 4; t++) {
                float[] event = new float[3];
                System.arraycopy(batch.features(), 3 * t, event, 0, 3);
                stream.step(event, output);
                assertEquals(whole.get(2 * t), output[0], 1e-6);
                assertEquals(whole.get(2 * t + 1), output[1], 1e-6);
            }
        }
    }

    private static void assertRefused(String message, Runnable description) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, description::run);
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static ModelNode dense(String name, String... reads) {
        return new ModelNode(name, LayerSpec.dense(2, 2), List.of(reads));
    }

    private static ModelSpec of(ModelNode... nodes) {
        return new ModelSpec(
                List.of(ModelInput.features("x", 2)),
                List.of(nodes),
                List.of(new ModelOutput("y", nodes[nodes.length - 1].name())));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertRefused(
                "nodes read each other in a circle: 'a' reads 'b', which reads 'a'",
                () -> of(dense("a", "b"), dense("b", "a")));
        assertRefused("'a' reads 'b', which comes after it", () -> of(dense("a", "b"), dense("b", "x")));
        assertRefused("node 'a' reads 'z', but there is no input or node", () -> of(dense("a", "z")));
        assertRefused("node 'a': the name is taken", () -> of(dense("a", "x"), dense("a", "x")));
        assertRefused("node 'x': the name is taken", () -> of(dense("x", "x")));
        assertRefused("reads one input or node but got [x, x]", () -> of(dense("a", "x", "x")));
        assertRefused(
                "node 'a' (dense) reads 3 features, but 'x' emits 2",
                () -> of(new ModelNode("a", LayerSpec.dense(3, 2), List.of("x"))));
        assertRefused(
                "output 'y': there is no node 'b'",
                () -> new ModelSpec(
                        List.of(ModelInput.features("x", 2)),
                        List.of(dense("a", "x")),
                        List.of(new ModelOutput("y", "b"))));
        assertRefused(
                "node 'b' shares the parameters of 'c', but there is no such node",
                () -> of(dense("a", "x"), new ModelNode("b", LayerSpec.dense(2, 2), List.of("a"), "c")));
        assertRefused(
                "expected the layer that owns them",
                () -> of(dense("a", "x"), new ModelNode("b", LayerSpec.gru(2, 2), List.of("a"), "a")));
        assertRefused(
                "expected a node with parameters", () -> of(new ModelNode("a", JoinSpec.concat(), List.of("x", "x"))));
        assertRefused(
                "(gru) reads steps, but 'step' is a single step",
                () -> ModelSpec.graph(
                        g -> g.output("y", g.features("x", 2).last().gru(2))));
        assertRefused(
                "'gru', which has the steps of 'a', and 'gru2', which has the steps of 'b'",
                () -> ModelSpec.graph(g -> g.output(
                        "y", g.features("a", 2).gru(2).add(g.features("b", 2).gru(2)))));
        assertRefused(
                "expected two or more inputs with the same number of features but got [2, 3]",
                () -> ModelSpec.graph(g -> {
                    Node x = g.features("x", 2);
                    g.output("y", x.gru(2).add(x.gru(3)));
                }));
        assertRefused(
                "expected features and states of [2, 4] but got [2, 3]",
                () -> ModelSpec.graph(g -> {
                    Node x = g.features("x", 2);
                    g.output("y", x.gru(4).startingFrom(x.gru(3).finalStates()));
                }));
        assertRefused(
                "SCALED_DOT compares features of the same number, but queries have 2 and the memory has 3",
                () -> ModelSpec.graph(g -> {
                    Node x = g.features("x", 2);
                    g.output("y", x.gru(2).attention(x.gru(3)));
                }));
        assertRefused(
                "output 'gru': another input or node has that name",
                () -> ModelSpec.graph(g -> {
                    Node x = g.features("x", 2).gru(2);
                    g.output("gru", x.dense(1));
                }));
        assertRefused("expected at least one input, node and output", () -> ModelSpec.graph(g -> g.features("x", 2)));
        assertRefused("expected either tokens or features", () -> new ModelInput("x", 0, 0, false));
    }

    @Test
    void aNodeOfAnotherGraphIsRefused() {
        Node[] other = new Node[1];
        ModelSpec.graph(g -> {
            other[0] = g.features("x", 2).dense(2);
            g.output("y", other[0]);
        });
        assertRefused(
                "node 'dense' belongs to another graph",
                () -> ModelSpec.graph(
                        g -> g.output("y", g.features("x", 2).dense(2).add(other[0]))));
    }

    @Test
    void whatIsMissingInABatchIsNamed() {
        try (Sequential model = new Sequential(TRANSLATOR, backend, 7);
                Pass pass = Pass.inference(backend)) {
            pass.begin(null);
            Batch half = Batch.ofParts(5, N).withInput("source", translations().input("source"));
            assertMentions(
                    IllegalArgumentException.class,
                    () -> model.forward(pass, half, null),
                    "input 'target': expected the batch to have it but it has [source]");
            Batch features = Batch.ofParts(5, N)
                    .withInput("source", translations().input("source"))
                    .withInput("target", Batch.ofFeatures(2, N, 3));
            assertMentions(
                    IllegalStateException.class,
                    () -> model.forward(pass, features, null),
                    "input 'target': expected token ids but got features");
            assertMentions(
                    ShapeException.class,
                    () -> Batch.ofParts(1, N).withInput("target", Batch.ofIds(2, 2)),
                    "input 'target': expected 3 sequences but got 2");
            assertMentions(
                    IllegalStateException.class,
                    () -> model.forward(pass, new int[3], 1, 3, null),
                    "model: expected a single input but it has [source, target]");
        }
    }

    @Test
    void weightsOfAttentionAreOfValidSteps() {
        Batch batch = translations();
        int[] lengths = batch.input("source").lengths();
        try (Sequential model = new Sequential(TRANSLATOR, backend, 7);
                Pass pass = Pass.inference(backend)) {
            pass.begin(null);
            assertMentions(
                    IllegalStateException.class,
                    () -> model.attentionWeights(pass, "attention"),
                    "needs a forward in the same step");
            model.forward(pass, batch, null);
            Tensor weights = model.attentionWeights(pass, "attention");
            assertEquals(Shape.of(5, N, 4), weights.shape());
            for (int row = 0; row < 5 * N; row++) {
                double sum = 0;
                for (int s = 0; s < 4; s++) {
                    float weight = weights.get(4 * row + s);
                    assertEquals(s < lengths[row % N], weight > 0);
                    sum += weight;
                }
                assertEquals(1, sum, 1e-6);
            }
            assertMentions(
                    IllegalArgumentException.class,
                    () -> model.attentionWeights(pass, "gru"),
                    "expected an attention node but 'gru' is none");
        }
    }

    @Test
    void tanhUnitsHaveOptions() {
        ModelSpec spec =
                ModelSpec.graph(g -> g.output("y", g.features("x", 2).tanhUnits(3, tanh -> tanh.bidirectional())));
        assertEquals(6, spec.outputFeatures());
    }

    @Test
    void whatCannotStepIsNamed() {
        try (Sequential model = new Sequential(TRANSLATOR, backend, 7)) {
            assertMentions(
                    IllegalArgumentException.class,
                    () -> new SequenceDecoder(model, "source", "next"),
                    "a decoder can't run layer gru: it is BIDIRECTIONAL");
            assertMentions(
                    IllegalArgumentException.class,
                    () -> new SequenceDecoder(model, "target", "last"),
                    "decoder: expected an output that depends on input 'target', but 'last' is none");
            assertMentions(
                    IllegalArgumentException.class,
                    () -> new SequenceDecoder(model, "words", "next"),
                    "expected an input of token ids, but 'words' is none");
        }
        ModelSpec own = ModelSpec.graph(g -> {
            Node x = g.features("x", 3).gru(3);
            g.output("y", x.attention(x, AttentionLayer.Score.DOT, 0));
        });
        try (Sequential model = new Sequential(own, backend, 7)) {
            assertMentions(
                    IllegalArgumentException.class,
                    model::newStream,
                    "a stream can't run layer attention: it reads all steps of 'gru'");
        }
    }

    @Test
    void aGraphHasNoListOfLayers() {
        assertMentions(
                IllegalStateException.class,
                TRANSLATOR::layers,
                "expected a chain of layers but got a graph of [embedding, gru,");
    }
}
