/**
 * Tensors, GRU layers, training, and the backend in pure Java. Other backends are found as services: it is enough that
 * their modules can be observed.
 */
module org.gru4j.core {
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires jdk.management;

    exports org.gru4j.backend;
    exports org.gru4j.backend.reference;
    exports org.gru4j.check;
    exports org.gru4j.data;
    exports org.gru4j.gru;
    exports org.gru4j.io;
    exports org.gru4j.layer;
    exports org.gru4j.loss;
    exports org.gru4j.optim;
    exports org.gru4j.random;
    exports org.gru4j.rnn;
    exports org.gru4j.tensor;
    exports org.gru4j.train;

    // the records that a checkpoint's metadata is made of
    opens org.gru4j.gru to com.fasterxml.jackson.databind;
    opens org.gru4j.layer to com.fasterxml.jackson.databind;
    opens org.gru4j.optim to com.fasterxml.jackson.databind;
    opens org.gru4j.rnn to com.fasterxml.jackson.databind;
    opens org.gru4j.train to com.fasterxml.jackson.databind;

    uses org.gru4j.backend.BackendProvider;

    provides org.gru4j.backend.BackendProvider with org.gru4j.backend.reference.ReferenceBackendProvider;
}
