package org.gru4j.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import org.gru4j.backend.Backends;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.recurrent.RecurrentCell;

/** Leaks that a soak must find. */
enum SoakLeak {
    /** A kernel that is never closed and stays reachable: about 20 KiB. */
    KERNEL {
        @Override
        Object leaked() {
            RecurrentKernel kernel = Backends.named("onednn", 2)
                    .recurrentKernel(new RecurrentDims(RecurrentCell.GRU_AFTER, 2, 2, 8, 16, false, true));
            return List.of(kernel, kernel.allocateWorkspace());
        }
    },
    /** A file that stays open. */
    FILE {
        @Override
        Object leaked() throws IOException {
            return Files.newInputStream(Path.of("/proc/self/status"));
        }
    },
    /** A thread that never ends. */
    THREAD {
        @Override
        Object leaked() {
            Thread thread = new Thread(() -> {
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
    },
    /** An object of the heap. */
    HEAP {
        @Override
        Object leaked() {
            return new Block(new byte[1 << 15]);
        }
    },
    /** 256 KiB that native code allocates with malloc, which no figure of the JVM contains. */
    NATIVE {
        @Override
        Object leaked() {
            Deflater deflater = new Deflater();
            deflater.setInput(new byte[1 << 16]);
            deflater.finish();
            deflater.deflate(new byte[1 << 16]);
            return deflater;
        }
    };

    /** Of the heap. */
    record Block(byte[] bytes) {}

    private final List<Object> all = new ArrayList<>();

    abstract Object leaked() throws IOException;

    void once() {
        try {
            all.add(leaked());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
