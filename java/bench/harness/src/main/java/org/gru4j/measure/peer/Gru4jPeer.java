package org.gru4j.measure.peer;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.KernelFixture;
import org.gru4j.measure.Strategies;
import org.gru4j.measure.TaskData;

/** gru4j itself as a peer, with its backend {@code onednn}. */
public final class Gru4jPeer implements Peer {
    private final Backend backend = Backends.named("onednn");

    public static void main(String[] args) throws IOException {
        PeerServer.serve(Gru4jPeer::new);
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>(backend.properties());
        properties.put("threads", Integer.toString(backend.threads()));
        properties.put("strategy", Strategies.current());
        return properties;
    }

    @Override
    public Step prepare(GruTask task, TaskData data) {
        KernelFixture fixture = new KernelFixture(backend, task);
        return new Step() {
            @Override
            public void run() {
                fixture.step();
            }

            @Override
            public float[] y() {
                return fixture.y().toArray();
            }

            @Override
            public float[] dx() {
                return fixture.dx().toArray();
            }

            @Override
            public float[] weightGradients() {
                return Peer.concatenated(
                        fixture.gradients().w().toArray(),
                        fixture.gradients().u().toArray());
            }

            @Override
            public void close() {
                fixture.close();
            }
        };
    }
}
