package io.github.upscale4j.examples.page;

import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Lets in nobody but this page itself. Other pages, which the same browser shows, cannot help saying where they are from:
 * by {@code Sec-Fetch-Site} (W3C Fetch Metadata) and {@code Origin}. A name of theirs that leads to this computer (DNS
 * rebinding) shows in {@code Host}.
 */
final class Guard {
    /** Nothing but the page's own files; nobody may frame it; no address leaves it. */
    private static final HttpFields HEADERS = HttpFields.build()
            .put(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
            .put("X-Content-Type-Options", "nosniff")
            .put("Referrer-Policy", "no-referrer")
            .put("Cross-Origin-Resource-Policy", "same-origin")
            .put("Cross-Origin-Opener-Policy", "same-origin")
            .put("Cache-Control", "no-store")
            .asImmutable();

    private static final Set<String> FROM_HERE = Set.of("same-origin", "none");

    private final List<String> hosts;

    Guard(int port) {
        hosts = List.of("127.0.0.1:" + port, "localhost:" + port);
    }

    static void putHeaders(HttpFields.Mutable response) {
        for (HttpField field : HEADERS) {
            response.put(field);
        }
    }

    /** @throws Refusal if the request is not this page's */
    void check(Request request) {
        HttpFields headers = request.getHeaders();
        String host = headers.get(HttpHeader.HOST);
        if (host == null || !hosts.contains(host)) {
            throw new Refusal(403, "this server is for http://" + hosts.get(0) + "/ alone");
        }
        String site = headers.get("Sec-Fetch-Site");
        if (site != null && !FROM_HERE.contains(site)) {
            throw new Refusal(403, "another site may not ask this server for anything");
        }
        String origin = headers.get(HttpHeader.ORIGIN);
        if (origin != null && !origin.equals("http://" + host)) {
            throw new Refusal(403, "another site may not ask this server for anything");
        }
    }
}
