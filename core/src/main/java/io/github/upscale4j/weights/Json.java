package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * JSON (RFC 8259) as {@link Map} in file order, {@link List}, {@link String}, {@link Long}, {@link Double}, {@link
 * Boolean} and null. Stricter than the RFC for files from strangers: no duplicate names, strict UTF-8, bounded depth,
 * and bounded memory however long the text.
 */
final class Json {
    private static final int DEPTH = 32;
    private static final int VALUES = 200_000; // 20,000 tensors, more than ten times what large networks have
    private static final int TEXT = 16 << 20;
    private static final int NUMBER = 400;
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,17})");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private final ByteBuffer bytes;
    private final String what;
    private int at;
    private int values;
    private int text;

    private Json(ByteBuffer bytes, String what) {
        this.bytes = bytes.duplicate().rewind();
        this.what = what;
    }

    /** Parses the whole of {@code utf8}; {@code what} names it in messages. */
    static Object parse(ByteBuffer utf8, String what) throws MalformedWeightsException {
        Json json = new Json(utf8, what);
        Object value = json.value(0);
        if (json.peek() >= 0) {
            throw json.refuse("text after the JSON value");
        }
        return value;
    }

    private Object value(int depth) throws MalformedWeightsException {
        if (depth > DEPTH) {
            throw refuse("nested more than " + DEPTH + " deep");
        }
        if (++values > VALUES) {
            throw refuse("more than " + VALUES + " JSON values");
        }
        int c = peek();
        switch (c) {
            case '{':
                return object(depth);
            case '[':
                return array(depth);
            case '"':
                return string();
            case 't':
                return word("true", Boolean.TRUE);
            case 'f':
                return word("false", Boolean.FALSE);
            case 'n':
                return word("null", null);
            default:
                if (c == '-' || isDigit(c)) {
                    return number();
                }
                throw unexpected("a JSON value");
        }
    }

    private Map<String, Object> object(int depth) throws MalformedWeightsException {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        if (peek() == '}') {
            at++;
            return object;
        }
        while (true) {
            if (peek() != '"') {
                throw unexpected("a name in quotes");
            }
            String name = string();
            expect(':');
            if (object.containsKey(name)) {
                throw refuse("the name " + quote(name) + " occurs twice");
            }
            object.put(name, value(depth + 1));
            if (!another('}')) {
                return object;
            }
        }
    }

    private List<Object> array(int depth) throws MalformedWeightsException {
        List<Object> array = new ArrayList<>();
        at++;
        if (peek() == ']') {
            at++;
            return array;
        }
        do {
            array.add(value(depth + 1));
        } while (another(']'));
        return array;
    }

    private boolean another(char end) throws MalformedWeightsException {
        int c = peek();
        if (c != ',' && c != end) {
            throw unexpected("',' or '" + end + "'");
        }
        at++;
        return c == ',';
    }

    private String string() throws MalformedWeightsException {
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
        at++;
        while (true) {
            int c = next();
            if (c == '"') {
                // strict: a tensor's name must not depend on how damage is patched
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(utf8.toByteArray()))
                            .toString();
                } catch (CharacterCodingException e) {
                    throw refuse("a string that is not UTF-8");
                }
            }
            if (c < 0x20) {
                throw refuse("a string that does not end, or holds a control character");
            }
            if (++text > TEXT) {
                throw refuse("more than " + TEXT + " bytes of text");
            }
            if (c == '\\') {
                utf8.writeBytes(Character.toString(escape()).getBytes(StandardCharsets.UTF_8));
            } else {
                utf8.write(c);
            }
        }
    }

    /** The code point of an escape whose backslash has been read. */
    private int escape() throws MalformedWeightsException {
        int c = next();
        switch (c) {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case '"':
            case '\\':
            case '/':
                return c;
            case 'u':
                char unit = hex4();
                if (!Character.isSurrogate(unit)) {
                    return unit;
                }
                if (Character.isHighSurrogate(unit) && next() == '\\' && next() == 'u') {
                    char low = hex4();
                    if (Character.isLowSurrogate(low)) {
                        return Character.toCodePoint(unit, low);
                    }
                }
                throw refuse("half a surrogate pair");
            default:
                throw refuse("an unknown escape in a string");
        }
    }

    private char hex4() throws MalformedWeightsException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int c = next();
            int digit = c < 0 ? -1 : Character.digit((char) c, 16);
            if (digit < 0) {
                throw refuse("\\u without four hexadecimal digits");
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private Object number() throws MalformedWeightsException {
        StringBuilder digits = new StringBuilder();
        for (int c = peek(); isDigit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'; c = raw()) {
            if (digits.length() == NUMBER) {
                throw refuse("a number of more than " + NUMBER + " characters");
            }
            digits.append((char) c);
            at++;
        }
        String number = digits.toString();
        if (INTEGER.matcher(number).matches()) {
            return Long.valueOf(number);
        }
        if (!DECIMAL.matcher(number).matches()) {
            throw refuse("not a number: " + quote(number));
        }
        return Double.valueOf(number); // also for integers beyond 10^18, which no size or offset reaches
    }

    private Object word(String word, Object value) throws MalformedWeightsException {
        for (int i = 0; i < word.length(); i++) {
            if (next() != word.charAt(i)) {
                throw refuse("expected " + word);
            }
        }
        return value;
    }

    private void expect(char c) throws MalformedWeightsException {
        if (peek() != c) {
            throw unexpected("'" + c + "'");
        }
        at++;
    }

    /** The next byte after white space, not consumed; -1 at the end. */
    private int peek() {
        int c = raw();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            at++;
            c = raw();
        }
        return c;
    }

    private int raw() {
        return at < bytes.limit() ? bytes.get(at) & 0xff : -1;
    }

    private int next() {
        int c = raw();
        at++;
        return c;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private MalformedWeightsException unexpected(String wanted) {
        int c = raw();
        return refuse("expected " + wanted + ", got " + (c < 0 ? "the end" : quote(Character.toString((char) c))));
    }

    private MalformedWeightsException refuse(String reason) {
        return new MalformedWeightsException(what + ", byte " + at + ": " + reason + "; the file is damaged");
    }
}
