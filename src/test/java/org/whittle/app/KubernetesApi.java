package org.whittle.app;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesAttributesExtractor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.server.mock.crud.KubernetesCrudDispatcherException;
import io.fabric8.kubernetes.client.server.mock.crud.PostHandler;
import io.fabric8.kubernetes.client.server.mock.crud.PutHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.crud.AttributeSet;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;

/** An API server of Kubernetes in memory, on a port of the loopback network: objects are kept and watched. */
final class KubernetesApi implements AutoCloseable {

    private final KubernetesMockServer server;
    private final KubernetesClient client;

    KubernetesApi() {
        server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Requests(), false);
        server.init(InetAddress.getLoopbackAddress(), 0);
        client = server.createClient();
    }

    /** What {@code --master} is told. */
    String master() {
        return "k8s://http://127.0.0.1:" + server.getPort();
    }

    /** The address that a pod finds it at. */
    String address() {
        return "http://127.0.0.1:" + server.getPort();
    }

    KubernetesClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    /** One after the other, and with what Spark asks for beyond creating, reading, changing and deleting. */
    private static final class Requests extends KubernetesCrudDispatcher {

        @Override
        public synchronized MockResponse dispatch(RecordedRequest request) {
            return super.dispatch(request);
        }

        /** A watch begins with what is there, which must not change meanwhile. */
        @Override
        public MockResponse handleWatch(String path) {
            WebSocketListener watch = super.handleWatch(path).getWebSocketListener();
            return new MockResponse().withWebSocketUpgrade(new WebSocketListener() {
                @Override
                public void onOpen(WebSocket socket, Response response) {
                    synchronized (Requests.this) {
                        watch.onOpen(socket, response);
                    }
                }

                @Override
                public void onClosing(WebSocket socket, int code, String reason) {
                    watch.onClosing(socket, code, reason);
                }

                @Override
                public void onClosed(WebSocket socket, int code, String reason) {
                    watch.onClosed(socket, code, reason);
                }

                @Override
                public void onFailure(WebSocket socket, Throwable cause, Response response) {
                    watch.onFailure(socket, cause, response);
                }
            });
        }

        /** Server-side apply by one manager: what is not there is created, the rest replaced. */
        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            if (!request.getPath().contains("force=true")) {
                return super.handlePatch(request);
            }
            String path = request.getPath().replaceAll("[?].*", "");
            String body = request.getBody().readUtf8();
            try {
                if (findResource(getKey(path)) != null) {
                    return new PutHandler(this).handle(path, "application/json", body);
                }
                return new PostHandler((KubernetesAttributesExtractor) getAttributeExtractor(), this)
                        .handle(path.replaceAll("/[^/]*$", ""), "application/json", body);
            } catch (KubernetesCrudDispatcherException e) {
                return new MockResponse().setResponseCode(e.getCode()).setBody(e.toStatusBody());
            }
        }

        /** A new pod is pending since now; Spark takes a pod without a status for a fault. */
        @Override
        public void processEvent(
                String path,
                AttributeSet pathAttributes,
                AttributeSet oldAttributes,
                GenericKubernetesResource resource,
                String newState) {
            String state = newState;
            if (oldAttributes == null && newState != null && path.endsWith("/pods")) {
                Pod pod = Serialization.unmarshal(newState, Pod.class);
                state = Serialization.asJson(new PodBuilder(pod).withNewStatus().withPhase("Pending")
                        .withStartTime(Instant.now().toString()).endStatus().build());
            }
            super.processEvent(path, pathAttributes, oldAttributes, resource, state);
        }
    }
}
