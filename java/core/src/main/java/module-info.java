/**
 * Tensors, GRU layers, training, and the backend in pure Java. Other backends are found as services: it is enough that
 * their modules can be observed.
 */
module org.gru4j.core {
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires jdk.management;
    // annotations of the API, for compilers alone
    requires static org.jspecify;

    exports org.gru4j.argument;
    exports org.gru4j.backend;
    exports org.gru4j.backend.portable;
    exports org.gru4j.backend.reference;
    exports org.gru4j.check;
    exports org.gru4j.data;
    exports org.gru4j.decode;
    exports org.gru4j.recurrent;
    exports org.gru4j.checkpoint;
    exports org.gru4j.file;
    exports org.gru4j.layer;
    exports org.gru4j.model;
    exports org.gru4j.safetensors;
    exports org.gru4j.loss;
    exports org.gru4j.optim;
    exports org.gru4j.random;
    exports org.gru4j.tensor;
    exports org.gru4j.train;

    // the records that a checkpoint's metadata is made of
    opens org.gru4j.recurrent to
            com.fasterxml.jackson.databind;
    opens org.gru4j.model to
            com.fasterxml.jackson.databind;
    opens org.gru4j.layer to
            com.fasterxml.jackson.databind;
    opens org.gru4j.optim to
            com.fasterxml.jackson.databind;
    opens org.gru4j.train to
            com.fasterxml.jackson.databind;

    uses org.gru4j.backend.BackendProvider;

    provides org.gru4j.backend.BackendProvider with
            org.gru4j.backend.reference.ReferenceBackendProvider;
}
