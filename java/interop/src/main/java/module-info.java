/** Other frameworks' weights and models. */
@SuppressWarnings("requires-automatic") // protobuf has no module-info, but keeps the name
module org.gru4j.interop {
    requires transitive org.gru4j.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.google.protobuf;

    exports org.gru4j.interop;
    exports org.gru4j.interop.onnx;
}
