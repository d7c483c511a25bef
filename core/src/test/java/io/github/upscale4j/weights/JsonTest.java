package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsValues() throws MalformedWeightsException {
        assertThat(parse(" {\"a\" : [1, -20 ,0, 2.5, 1e3, -0.5E-2],\n\"b\":{},\t\"c\":[]} "))
                .isEqualTo(Map.of("a", List.of(1L, -20L, 0L, 2.5, 1000.0, -0.005), "b", Map.of(), "c", List.of()));
        assertThat(parse("[true,false,null]")).isEqualTo(Arrays.asList(true, false, null));
        assertThat(parse("123456789012345678")).isEqualTo(123456789012345678L);
        assertThat(parse("12345678901234567890")).isEqualTo(12345678901234567890.0);
    }

    @Test
    void readsStrings() throws MalformedWeightsException {
        assertThat(parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")).isEqualTo("\"\\/\b\f\n\r\t");
        assertThat(parse("\"\\u00e9 \u00e9 \\ud83d\\uDE00 \ud83d\ude00\""))
                .isEqualTo("\u00e9 \u00e9 \ud83d\ude00 \ud83d\ude00");
    }

    @Test
    void keepsTheOrderOfNames() throws MalformedWeightsException {
        assertThat(((Map<?, ?>) parse("{\"b\":1,\"a\":2,\"c\":3}")).keySet()).hasToString("[b, a, c]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{1:2}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":1}",
                "1 2",
                "01",
                "+1",
                "-",
                "1.",
                ".5",
                "1e",
                "0x1",
                "NaN",
                "-Infinity",
                "tru",
                "nul",
                "True",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\n\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\ud83d\"",
                "\"\\ude00\"",
                "\"\\ud83d\\u0041\"",
                "\"\\ud83dab\"",
                "[1]]",
                "\ufeff1",
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageStartingWith("header, byte ");
    }

    @Test
    void refusesInvalidUtf8() {
        for (byte[] bad : new byte[][] {{(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xc0, (byte) 0x80}, {-19, -96, -128}}) {
            byte[] text = Arrays.copyOf(new byte[] {'"'}, bad.length + 2);
            System.arraycopy(bad, 0, text, 1, bad.length);
            text[bad.length + 1] = '"';
            assertThatThrownBy(() -> Json.parse(ByteBuffer.wrap(text), "header"))
                    .hasMessageContaining("not UTF-8");
        }
    }

    @Test
    void boundsDepthCountAndText() {
        assertThatThrownBy(() -> parse("[".repeat(100_000))).hasMessageContaining("nested more than 32 deep");
        assertThatThrownBy(() -> parse("{\"a\":".repeat(100_000))).hasMessageContaining("nested more than 32 deep");
        assertThatThrownBy(() -> parse("[" + "0,".repeat(300_000)))
                .hasMessageContaining("more than 200000 JSON values");
        assertThatThrownBy(() -> parse("\"" + "a".repeat(17 << 20))).hasMessageContaining("bytes of text");
        assertThatThrownBy(() -> parse("1".repeat(500))).hasMessageContaining("a number of more than 400");
    }

    private static Object parse(String text) throws MalformedWeightsException {
        return Json.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), "header");
    }
}
