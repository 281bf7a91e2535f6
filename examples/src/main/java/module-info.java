/**
 * A prediction service. It does not require the native backend, which gru4j finds at run time if its jars are there.
 */
module org.gru4j.examples.service {
    requires com.fasterxml.jackson.databind;
    requires jdk.httpserver;
    requires org.gru4j.core;
    requires org.gru4j.interop;
}
