/** Other frameworks' weights and models. */
@SuppressWarnings("requires-automatic") // protobuf and jHDF have no module-info, but keep the names
module org.gru4j.interop {
    requires transitive org.gru4j.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.google.protobuf;
    requires io.jhdf;
    // what jHDF needs; the module system asks no module without a module-info
    requires org.apache.commons.lang3;
    requires org.slf4j;
    // annotations of the API, for compilers alone
    requires static org.jspecify;

    exports org.gru4j.interop;
    exports org.gru4j.interop.golden;
    exports org.gru4j.interop.keras;
    exports org.gru4j.interop.onnx;
    exports org.gru4j.interop.onnx.format;
    exports org.gru4j.interop.pytorch;
}
