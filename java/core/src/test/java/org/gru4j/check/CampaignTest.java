package org.gru4j.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.gru4j.backend.Backend;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.Threads;
import org.gru4j.backend.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

class CampaignTest {
    private static final RandomCase CASE =
            RandomCase.parse("gru-after,panel,threads=2,T=6,N=5,I=4,H=3,ragged,h0,seed=1");

    /** The reference, whose recurrent kernels are made for other dims than it is asked for. */
    private static Backend withDims(UnaryOperator<RecurrentDims> change) {
        Backend right = new ReferenceBackend();
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("recurrentKernel")) {
                        return right.recurrentKernel(change.apply((RecurrentDims) arguments[0]));
                    }
                    try {
                        return method.invoke(right, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static RecurrentDims reversed(RecurrentDims dims, boolean reversed) {
        return new RecurrentDims(
                dims.cell(),
                dims.steps(),
                dims.batch(),
                dims.inputSize(),
                dims.hiddenSize(),
                dims.reverse() ^ reversed,
                dims.training());
    }

    private static List<String> failures(UnaryOperator<RecurrentDims> change) {
        return new Campaign(threads -> withDims(change)).check(CASE).failures();
    }

    @Test
    void theReferencePasses() {
        List<Campaign.Verdict> heard = new ArrayList<>();
        Campaign.Summary summary = new Campaign(threads -> new ReferenceBackend())
                .run(RandomCase.Space.ALL, 3, 60, () -> true, heard::add);
        assertEquals(60, summary.passed());
        assertEquals(0, summary.failed());
        assertEquals(60, heard.size());
        heard.forEach(verdict ->
                assertTrue(verdict.worst().ratio() < 1, verdict.drawn().code()));
    }

    @Test
    void whatIsWrongAlwaysDiffersFromTheReference() {
        List<String> failures = failures(dims -> reversed(dims, true));
        assertTrue(
                failures.stream().anyMatch(failure -> failure.matches("y of training is .* off, .* tolerances")),
                failures::toString);
        assertTrue(failures.stream().anyMatch(failure -> failure.startsWith("y of inference")), failures::toString);
        assertFalse(failures.stream().anyMatch(failure -> failure.contains("beside")), failures::toString);
    }

    @Test
    void whatIsWrongAtTimesDiffersFromRunToRun() {
        AtomicInteger made = new AtomicInteger();
        List<String> failures = failures(dims -> reversed(dims, dims.training() && made.incrementAndGet() == 2));
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(
                failures.get(0).matches("training, run 2 compared with the first: y\\[\\d+] is .*, not .*"),
                failures.get(0));
    }

    @Test
    void whatOneThreadComputesOtherwiseIsFound() {
        List<String> failures = failures(dims -> reversed(dims, Threads.limit() == 1));
        assertEquals(2, failures.size(), failures::toString);
        assertTrue(failures.get(0).startsWith("training, compared with one thread: y["), failures.get(0));
        assertTrue(failures.get(1).startsWith("inference, compared with one thread: y["), failures.get(1));
        assertEquals(0, Threads.limit());
    }

    @Test
    void anExceptionIsAFailureOfItsCase() {
        Campaign campaign = new Campaign(threads -> {
            throw new IllegalStateException("no " + threads + " threads");
        });
        Campaign.Verdict verdict = campaign.check(CASE);
        assertEquals(List.of("java.lang.IllegalStateException: no 2 threads"), verdict.failures());
        assertNull(System.getProperty(StrategyProperty.NAME));
    }

    @Test
    void casesAreCountedByKind() {
        Campaign campaign = new Campaign(threads ->
                withDims(dims -> reversed(dims, dims.cell().isGru() && dims.steps() > 1)));
        Campaign.Summary summary = campaign.run(RandomCase.Space.ALL, 5, 80, () -> true, verdict -> {});
        assertEquals(80, summary.passed() + summary.failed());
        assertTrue(summary.kinds().get("gru-after, panel").failed() > 0, summary::toString);
        assertEquals(0, summary.kinds().get("lstm, primitive").failed(), summary::toString);
    }

    @Test
    void aCampaignEndsWhenItIsTold() {
        AtomicInteger asked = new AtomicInteger();
        Campaign.Summary summary = new Campaign(threads -> new ReferenceBackend())
                .run(RandomCase.Space.ALL, 0, Long.MAX_VALUE, () -> asked.incrementAndGet() <= 4, verdict -> {});
        assertEquals(4, summary.passed());
    }

    /**
     * With weights eight times as large this recurrence is chaotic after some steps: nothing but bits can be compared.
     */
    @Test
    void whatIsNotDeterminedIsCounted() {
        String code = "tanh,primitive,threads=1,T=120,N=3,I=2,H=40,gain=8,seed=1";
        Campaign.Verdict chaotic = new Campaign(threads -> new ReferenceBackend()).check(RandomCase.parse(code));
        RecurrentCase c = RandomCase.parse(code).create();
        List<Parity.Comparison> comparisons = Parity.compareGrown(
                c,
                RecurrentOutcome.inDoubles(c).tensors(),
                RecurrentOutcome.inDoubles(c.moved(9)).tensors());
        assertTrue(comparisons.stream().anyMatch(comparison -> !comparison.decides()), comparisons::toString);
        assertTrue(chaotic.passed(), chaotic::toString);
    }
}
