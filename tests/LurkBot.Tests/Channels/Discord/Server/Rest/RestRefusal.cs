using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A refusal by the REST API: the status, and the body with code and message.</summary>
internal sealed class RestRefusal(int status, int code, string message, JsonObject? errors = null) : Exception(message)
{
    public int Status { get; } = status;

    public int Code { get; } = code;

    /// <summary>The tree of errors of a form.</summary>
    public JsonObject? Errors { get; } = errors;

    /// <summary>The wait of a 429; null for other refusals.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the 429 is about all requests of the bot.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>What X-RateLimit-Scope says of a 429: user, global or shared.</summary>
    public string Scope { get; init; } = "user";

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["message"] = Message, ["code"] = Code };
        if (RetryAfter is { } wait)
            json = new JsonObject { ["message"] = Message, ["retry_after"] = Math.Round(wait.TotalSeconds, 3), ["global"] = IsGlobal };
        if (RetryAfter is not null && Code != 0)
            json["code"] = Code;
        if (Errors is not null)
            json["errors"] = Errors.DeepClone();
        return json;
    }

    public static RestRefusal Unauthorized => new(401, 0, "401: Unauthorized");

    public static RestRefusal NotFound => new(404, 0, "404: Not Found");

    public static RestRefusal UnknownChannel => new(404, 10003, "Unknown Channel");

    public static RestRefusal UnknownGuild => new(404, 10004, "Unknown Guild");

    public static RestRefusal UnknownMessage => new(404, 10008, "Unknown Message");

    public static RestRefusal UnknownWebhook => new(404, 10015, "Unknown Webhook");

    public static RestRefusal MissingAccess => new(403, 50001, "Missing Access");

    public static RestRefusal MissingPermissions => new(403, 50013, "Missing Permissions");

    public static RestRefusal TooLarge => new(413, 40005, "Request entity too large");

    public static RestRefusal BadRequest(int code, string message) => new(400, code, message);

    public static RestRefusal RateLimited(double seconds, bool isGlobal = false, string scope = "user") =>
        new(429, 0, "You are being rate limited.") { RetryAfter = TimeSpan.FromSeconds(seconds), IsGlobal = isGlobal, Scope = isGlobal ? "global" : scope };

    /// <summary>A form with one bad field.</summary>
    public static RestRefusal Form(string path, string code, string message)
    {
        var form = new RestForm([], _ => { }, "");
        form.Fail(path, code, message);
        return form.ToRefusal();
    }
}
