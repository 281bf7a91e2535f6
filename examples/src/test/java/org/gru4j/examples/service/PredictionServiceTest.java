package org.gru4j.examples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.gru4j.backend.Backends;
import org.gru4j.model.Sequential;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service within this process, with the native backend. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredictionServiceTest {
    private static final int WORKERS = 3;

    private TestModel expected;
    private PredictionService service;
    private Client client;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        expected = TestModel.ofFeatures();
        service = PredictionService.start(nativeCopy(expected, directory.resolve("features.safetensors")), 0, WORKERS);
        client = new Client(service.address());
    }

    @AfterAll
    void stop() {
        service.close();
        expected.close();
    }

    private static Supplier<Sequential> nativeCopy(TestModel original, Path file) {
        original.save(file);
        return () -> ModelFile.load(file, Backends.named("onednn", 1));
    }

    @Test
    void listensOnTheLoopbackInterfaceAlone() {
        URI address = service.address();
        assertEquals("127.0.0.1", address.getHost());
        assertTrue(address.getPort() > 0, address.toString());
    }

    @Test
    void tellsWhatTheModelReadsAndEmits() throws Exception {
        assertEquals(
                "{\"backend\":\"onednn\",\"features\":3,\"outputs\":2}",
                client.get("/model").body().toString());
    }

    @Test
    void predictsAsTheReferenceDoes() throws Exception {
        float[][][] sequences = TestModel.sequences(0);
        Client.Answer answer = client.predict(sequences);
        assertEquals(200, answer.status(), answer.toString());
        TestModel.assertPredictions(expected.predict(sequences), answer.body());
    }

    @Test
    void modelsOfOnnxAreServedToo(@TempDir Path directory) throws Exception {
        try (PredictionService ofOnnx =
                PredictionService.start(nativeCopy(expected, directory.resolve("model.onnx")), 0, 1)) {
            float[][][] sequences = TestModel.sequences(2);
            TestModel.assertPredictions(
                    expected.predict(sequences),
                    new Client(ofOnnx.address()).predict(sequences).body());
        }
    }

    @Test
    void filesOfAnotherKindAreRefused() {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> ModelFile.load(Path.of("model.pt"), Backends.named("onednn", 1)));
        assertEquals("model: expected a file .safetensors, .onnx or .keras but got model.pt", e.getMessage());
    }

    @Test
    void noSequencesAreNoPredictions() throws Exception {
        assertEquals("{\"predictions\":[]}", client.predict(List.of()).body().toString());
    }

    @Test
    void requestsAtOnceDoNotDisturbEachOther() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(2 * WORKERS);
        try {
            List<Future<Client.Answer>> answers = new ArrayList<>();
            for (int seed = 0; seed < 60; seed++) {
                float[][][] sequences = TestModel.sequences(seed);
                answers.add(clients.submit(() -> client.predict(sequences)));
            }
            for (int seed = 0; seed < answers.size(); seed++) {
                TestModel.assertPredictions(
                        expected.predict(TestModel.sequences(seed)),
                        answers.get(seed).get().body());
            }
        } finally {
            clients.shutdown();
        }
    }

    @Test
    void aModelWithAnEmbeddingReadsTokenIds(@TempDir Path directory) throws Exception {
        try (TestModel original = TestModel.ofIds();
                PredictionService ofIds =
                        PredictionService.start(nativeCopy(original, directory.resolve("ids.safetensors")), 0, 1)) {
            Client idClient = new Client(ofIds.address());
            int[][] ids = {{1, 6, 0}, {}, {3}};
            TestModel.assertPredictions(
                    original.predict(ids), idClient.predict(ids).body());
            assertEquals(7, idClient.get("/model").body().get("vocabulary").intValue());
            assertEquals(
                    "sequences[0][1]: expected a token id from 0 to 6 but got 7",
                    idClient.predict(new int[][] {{0, 7}}).error());
            assertEquals(
                    "sequences[1][0]: expected a token id from 0 to 6 but got \"a\"",
                    idClient.predict(List.of(List.of(), List.of("a"))).error());
        }
    }

    @Test
    void anotherModelTakesThePlaceOfTheFirst(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("model.safetensors");
        try (TestModel ids = TestModel.ofIds();
                PredictionService reloaded = PredictionService.start(nativeCopy(expected, file), 0, 1)) {
            Client toReload = new Client(reloaded.address());
            float[][][] sequences = TestModel.sequences(3);
            TestModel.assertPredictions(
                    expected.predict(sequences), toReload.predict(sequences).body());
            ids.save(file);
            Client.Answer answer = toReload.post("/reload", "");
            assertEquals(
                    "{\"backend\":\"onednn\",\"vocabulary\":7,\"outputs\":2}",
                    answer.body().toString());
            assertEquals(answer.body(), toReload.get("/model").body());
            int[][] tokens = {{1, 6, 0}};
            TestModel.assertPredictions(
                    ids.predict(tokens), toReload.predict(tokens).body());
        }
    }

    @Test
    void aModelThatCanNotBeLoadedReplacesNone(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("model.safetensors");
        try (PredictionService reloaded = PredictionService.start(nativeCopy(expected, file), 0, 1)) {
            Client toReload = new Client(reloaded.address());
            Files.writeString(file, "no model");
            Client.Answer answer = toReload.post("/reload", "");
            assertEquals(409, answer.status(), answer.toString());
            assertTrue(answer.error().startsWith("the model was not replaced: " + file), answer.error());
            float[][][] sequences = TestModel.sequences(3);
            TestModel.assertPredictions(
                    expected.predict(sequences), toReload.predict(sequences).body());
        }
    }

    /** Requests go on while models come and go; each replaced model is closed. */
    @Test
    void requestsGoOnWhileTheModelIsReplaced(@TempDir Path directory) throws Exception {
        Supplier<Sequential> loader = nativeCopy(expected, directory.resolve("model.safetensors"));
        List<Sequential> loaded = new ArrayList<>();
        AtomicReference<PredictionService> started = new AtomicReference<>();
        ExecutorService clients = Executors.newFixedThreadPool(WORKERS);
        float[][][] sequences = TestModel.sequences(4);
        try {
            started.set(PredictionService.start(
                    () -> {
                        synchronized (loaded) {
                            loaded.add(loader.get());
                            return loaded.get(loaded.size() - 1);
                        }
                    },
                    0,
                    WORKERS));
            Client toReload = new Client(started.get().address());
            for (int round = 0; round < 10; round++) {
                List<Future<Client.Answer>> answers = new ArrayList<>();
                for (int k = 0; k < 2 * WORKERS; k++) {
                    answers.add(clients.submit(() -> toReload.predict(sequences)));
                }
                assertEquals(200, toReload.post("/reload", "").status());
                for (Future<Client.Answer> answer : answers) {
                    TestModel.assertPredictions(
                            expected.predict(sequences), answer.get().body());
                }
            }
        } finally {
            clients.shutdown();
            started.get().close();
        }
        assertEquals(11, loaded.size());
        for (Sequential model : loaded) {
            assertThrows(IllegalStateException.class, model::newStream);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "'{}'                              | sequences: expected an array but got nothing",
                "'[1]'                             | sequences: expected an array but got nothing",
                "''                                | sequences: expected an array but got nothing",
                "'{\"sequences\": 1}'              | sequences: expected an array but got 1",
                "'{\"sequences\": [[], 1]}'        | sequences[1]: expected an array but got 1",
                "'{\"sequences\": [[], [2]]}'      | sequences[1][0]: expected an array but got 2",
                "'{\"sequences\": [[[1,2,3,4]]]}'  | sequences[0][0]: expected 3 features but got 4",
                "'{\"sequences\": [[[1,\"x\",3]]]}' | sequences[0][0][1]: expected a number of 32 bits but got \"x\"",
                "'{\"sequences\": [[[1,1e99,3]]]}' | sequences[0][0][1]: expected a number of 32 bits but got 1.0E99",
            })
    void whatIsWrongIsSaid(String body, String error) throws Exception {
        Client.Answer answer = client.post("/predict", body);
        assertEquals(400, answer.status(), answer.toString());
        assertEquals(error, answer.error());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {"'{'", "'{\"sequences\": []} x'", "'{\"sequences\": [[[NaN]]]}'"})
    void whatIsNoJsonIsRefused(String body) throws Exception {
        Client.Answer answer = client.post("/predict", body);
        assertEquals(400, answer.status(), answer.toString());
        assertTrue(answer.error().startsWith("body: expected JSON: "), answer.error());
    }

    @Test
    void requestsThatCostTooMuchAreRefused() throws Exception {
        Client.Answer tooLong = client.post("/predict", " ".repeat(JsonHandler.MAX_BODY + 1));
        assertEquals(413, tooLong.status(), tooLong.toString());
        assertEquals("body: expected at most 4194304 bytes", tooLong.error());
        // few bytes, but each empty sequence is padded to the length of the longest
        int[][] oneLong = new int[301][0];
        oneLong[0] = new int[300];
        Client.Answer padded = client.predict(oneLong);
        assertEquals(413, padded.status(), padded.toString());
        assertEquals("sequences: expected at most 65536 steps, but 301 of up to 300 steps came", padded.error());
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        Client.Answer elsewhere = client.get("/predict/it");
        assertEquals(404, elsewhere.status());
        assertEquals("path: expected one of [/model, /predict, /reload] but got '/predict/it'", elsewhere.error());
        Client.Answer wrongMethod = client.get("/predict");
        assertEquals(405, wrongMethod.status());
        assertEquals("/predict: expected POST but got GET", wrongMethod.error());
    }
}
