package dev.florin.sandbox.models.stage;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A request that the provider refuses. */
public final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final String code;
    private final String param;

    private ApiError(int status, String type, String code, String param, String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
    }

    public static ApiError invalid(String message) {
        return new ApiError(400, "invalid_request_error", "", "", message);
    }

    public static ApiError invalid(String param, String code, String message) {
        return new ApiError(400, "invalid_request_error", code, param, message);
    }

    public static ApiError of(int status, String type, String code, String message) {
        return new ApiError(status, type, code, "", message);
    }

    public int status() {
        return status;
    }

    /** What a {@link Dialect} makes its envelope of. */
    public ObjectNode given() {
        ObjectNode given =
                JsonNodeFactory.instance.objectNode().put("type", type).put("message", getMessage());
        if (!code.isEmpty()) {
            given.put("code", code);
        }
        if (!param.isEmpty()) {
            given.put("param", param);
        }
        return given;
    }
}
