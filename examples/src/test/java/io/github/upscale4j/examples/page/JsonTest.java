package io.github.upscale4j.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void writesWhatJsonKnows() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", 1);
        map.put("b", Arrays.asList(1.5, true, null, "x"));
        map.put("c", Map.of());
        map.put("d", List.of());
        assertThat(Json.of(map)).isEqualTo("{\"a\":1,\"b\":[1.5,true,null,\"x\"],\"c\":{},\"d\":[]}");
    }

    @Test
    void whatEndsATextIsCoded() {
        assertThat(Json.of("a\"\\\n\t</script>\u2028é")).isEqualTo("\"a\\\"\\\\\\n\\u0009\\u003c/script>\\u2028é\"");
    }
}
