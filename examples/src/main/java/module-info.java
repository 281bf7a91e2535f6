/** A prediction service. The native backend is not named: it is found where its jars are. */
module org.gru4j.examples.service {
    requires com.fasterxml.jackson.databind;
    requires jdk.httpserver;
    requires org.gru4j.core;
    requires org.gru4j.interop;
}
