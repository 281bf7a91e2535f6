package org.gru4j.onednn;

import org.jspecify.annotations.Nullable;

/**
 * Lets an exit of the JVM wait for native calls of its other threads, which would crash when oneDNN is destroyed under
 * them.
 */
final class ExitGuard {
    private static boolean installed;
    private static @Nullable Thread hook;

    private ExitGuard() {}

    /** To be called when the library is loaded and has been used. Again, or after {@link #remove}, does nothing. */
    static synchronized void install() {
        if (installed) {
            return;
        }
        installed = true;
        NativeLibrary.guardExit(); // for Runtime.halt, which runs no hooks
        try {
            // What waits must have been registered after all that is destroyed, some of which oneDNN makes when it
            // first needs it. The hook only registers: other hooks may still use the library.
            Thread guard = new Thread(NativeLibrary::guardExit, "gru4j exit guard");
            Runtime.getRuntime().addShutdownHook(guard);
            hook = guard;
        } catch (IllegalStateException e) {
            // the JVM is exiting already
        }
    }

    /** Takes the hook back, which keeps its class loader alive. What is registered in native code keeps nothing. */
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
