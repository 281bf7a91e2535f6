package org.gru4j.onednn.linux.x86_64;

import org.gru4j.onednn.NativeJar;

/** Tells that this jar is there. */
public final class LinuxX64NativeJar implements NativeJar {
    @Override
    public String platform() {
        return "linux-x86_64";
    }
}
