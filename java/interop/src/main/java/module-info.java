/**
 * Reads and writes models of other frameworks: PyTorch, Keras, ONNX; and reads golden files. Checkpoints in gru4j's own
 * format are in {@code org.gru4j.core}.
 */
@SuppressWarnings("requires-automatic") // protobuf and jHDF have no module-info, but keep the names
module org.gru4j.interop {
    requires transitive org.gru4j.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.google.protobuf;
    requires io.jhdf;
    // jHDF needs these two, but has no module-info that could require them
    requires org.apache.commons.lang3;
    requires org.slf4j;
    // annotations, needed only by compilers
    requires static org.jspecify;

    exports org.gru4j.interop;
    exports org.gru4j.interop.golden;
    exports org.gru4j.interop.keras;
    exports org.gru4j.interop.onnx;
    exports org.gru4j.interop.onnx.format;
    exports org.gru4j.interop.pytorch;
}
