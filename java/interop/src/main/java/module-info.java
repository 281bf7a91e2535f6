/** Other frameworks' weights. */
module org.gru4j.interop {
    requires transitive org.gru4j.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;

    exports org.gru4j.interop;
}
