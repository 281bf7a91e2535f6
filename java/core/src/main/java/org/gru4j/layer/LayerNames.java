package org.gru4j.layer;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.io.IOException;
import org.gru4j.file.Excerpt;

/** Makes Jackson use the names of {@link LayerSpecs}, whenever they are registered. Thread-safe: it has no state. */
final class LayerNames extends TypeIdResolverBase {
    @Override
    public String idFromValue(Object value) {
        return idFromValueAndType(value, value.getClass());
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> suggestedType) {
        return LayerSpecs.name(suggestedType);
    }

    /** @throws IOException if no layer is registered under that name */
    @Override
    public JavaType typeFromId(DatabindContext context, String id) throws IOException {
        Class<? extends NodeSpec> type = LayerSpecs.type(id);
        if (type == null) {
            IllegalArgumentException unknown = new IllegalArgumentException("'" + Excerpt.of(id)
                    + "' is not a known layer; register custom layers with LayerSpecs.register first");
            throw JsonMappingException.from(
                    ((DeserializationContext) context).getParser(), unknown.getMessage(), unknown);
        }
        return context.constructType(type);
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.CUSTOM;
    }
}
