package io.github.upscale4j.examples.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What stands behind the question mark of a request; each name once. */
final class Query {
    private final Map<String, String> values = new HashMap<>();

    /** @param text null for none */
    Query(String text) {
        if (text == null || text.isEmpty()) {
            return;
        }
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            try {
                String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                if (values.put(name, value) != null) {
                    throw Refusal.malformed("'" + name + "' is given twice");
                }
            } catch (IllegalArgumentException e) {
                throw Refusal.malformed("'" + name + "' is not coded as an address wants it");
            }
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    /** @throws Refusal if the value is no whole number from {@code least} to {@code most} */
    Optional<Integer> number(String name, int least, int most) {
        return text(name).map(value -> {
            if (value.matches("\\d{1,9}")) {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return number;
                }
            }
            throw Refusal.malformed(name + ": from " + least + " to " + most + ", got '" + value + "'");
        });
    }

    /** @throws Refusal if there is no value of that name, or none such in the type */
    <E extends Enum<E>> E choice(String name, Class<E> type) {
        String value = text(name).orElse("");
        for (E constant : type.getEnumConstants()) {
            if (constant.toString().equals(value)) {
                return constant;
            }
        }
        throw Refusal.malformed(name + ": there is no '" + value + "'");
    }
}
