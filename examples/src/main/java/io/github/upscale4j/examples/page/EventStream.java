package io.github.upscale4j.examples.page;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What a tab is told (server-sent events, WHATWG HTML section 9.2): all its jobs as they are, whenever one has changed. So
 * a tab that comes back after a break has missed nothing. It is also how the end of a tab is noticed: nobody reads on.
 */
final class EventStream {
    /** Between two states: no eye sees more. */
    private static final long PAUSE_MILLIS = 150;
    /** Of silence, before a comment is sent to see whether the tab is there. */
    private static final long BEAT_MILLIS = 1500;

    private EventStream() {}

    static void run(Session session, Response response, Callback callback) throws InterruptedException {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream;charset=utf-8");
        session.listen();
        try {
            OutputStream out = Content.Sink.asOutputStream(response);
            long told = -1;
            while (!session.isClosed()) {
                long now = session.await(told, BEAT_MILLIS);
                String event = now == told ? ":\n\n" : "data: " + state(session) + "\n\n";
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
                told = now;
                Thread.sleep(PAUSE_MILLIS);
            }
            out.close();
            callback.succeeded();
        } catch (IOException e) {
            callback.failed(e); // the tab is gone
        } finally {
            session.leave();
        }
    }

    private static String state(Session session) {
        List<Map<String, Object>> jobs =
                session.jobs().stream().map(Job::describe).toList();
        return Json.of(Map.of("jobs", jobs));
    }
}
