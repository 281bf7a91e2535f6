package org.gru4j.onednn;

import org.jspecify.annotations.Nullable;

/**
 * Makes an exit of the JVM wait for native calls of other threads. Without it they would crash, because the exit
 * destroys oneDNN's global objects while the calls use them.
 */
final class ExitGuard {
    private static boolean installed;
    private static @Nullable Thread hook;

    private ExitGuard() {}

    /**
     * Installs the guard. To be called when the library is loaded and has been used. Further calls, and calls after
     * {@link #remove}, do nothing.
     */
    static synchronized void install() {
        if (installed) {
            return;
        }
        installed = true;
        NativeLibrary.guardExit(); // for Runtime.halt, which runs no shutdown hooks
        try {
            // Exit handlers run in the reverse order of registration, so the handler that waits must be registered
            // after
            // all objects of oneDNN, some of which oneDNN creates when it first needs them. The hook only registers the
            // handler and does not wait, because other hooks may still use the library.
            Thread guard = new Thread(NativeLibrary::guardExit, "gru4j exit guard");
            Runtime.getRuntime().addShutdownHook(guard);
            hook = guard;
        } catch (IllegalStateException e) {
            // the JVM is exiting already
        }
    }

    /**
     * Removes the shutdown hook, because it keeps the class loader alive. The handler in native code does not, and
     * stays.
     */
    static synchronized void remove() {
        installed = true;
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the JVM is exiting already
            }
            hook = null;
        }
    }
}
