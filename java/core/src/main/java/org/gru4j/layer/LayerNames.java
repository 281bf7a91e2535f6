package org.gru4j.layer;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.io.IOException;
import org.gru4j.file.Excerpt;

/** How JSON finds the names of {@link LayerSpecs}, whenever they are registered. Thread-safe: it has no state. */
final class LayerNames extends TypeIdResolverBase {
    @Override
    public String idFromValue(Object value) {
        return idFromValueAndType(value, value.getClass());
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> suggestedType) {
        return LayerSpecs.name(suggestedType);
    }

    /** @throws IOException if nobody registered that name */
    @Override
    public JavaType typeFromId(DatabindContext context, String id) throws IOException {
        Class<? extends NodeSpec> type = LayerSpecs.type(id);
        if (type == null) {
            IllegalArgumentException unknown = new IllegalArgumentException("'" + Excerpt.of(id)
                    + "' is no layer that is known here; a program's own layers need LayerSpecs.register first");
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
