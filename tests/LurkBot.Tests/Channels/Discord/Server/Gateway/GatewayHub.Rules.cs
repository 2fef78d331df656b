using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>What a client may send, and what follows.</summary>
internal sealed partial class GatewayHub
{
    // Those of GatewayIntents, and those for moderation, emojis, integrations, webhooks, invites, voice, events, auto moderation and polls.
    private const int KnownIntents = 0b11_0011_0001_1111_1111_1111_1111;

    private static readonly string[] IdentifyFields = ["token", "properties", "compress", "large_threshold", "shard", "presence", "intents"];

    private void Greet(GatewayConnection connection, IQueryCollection query)
    {
        if (query["v"] != "10")
        {
            Refuse(connection, 4012, "Invalid API version.", $"The gateway was asked for version {query["v"]}");
            return;
        }

        if (query["encoding"] != "json" || query.ContainsKey("compress"))
        {
            Refuse(connection, 4002, "Error while decoding payload.", "This gateway speaks uncompressed JSON");
            return;
        }

        if (ReconnectsInsteadOfHello > 0)
        {
            ReconnectsInsteadOfHello--;
            connection.Send(7, null);
            return;
        }

        connection.Send(10, new JsonObject { ["heartbeat_interval"] = (long)HeartbeatInterval.TotalMilliseconds });
        var patience = HeartbeatInterval * Patience;
        connection.Watchdog = world.Time.CreateTimer(_ =>
        {
            lock (world.Gate)
                Close(connection, 4009, "Session timed out.");
            world.Changed();
        }, null, patience, Timeout.InfiniteTimeSpan);
    }

    private void Receive(GatewayConnection connection, JsonObject? payload, string trouble)
    {
        if (connection.ClosedByServer is not null)
            return;
        connection.Times.Enqueue(world.Now);
        while (world.Now - connection.Times.Peek() >= TimeSpan.FromMinutes(1))
            connection.Times.Dequeue();
        if (connection.Times.Count > 120)
        {
            Close(connection, 4008, "You are being rate limited.");
            return;
        }

        if (payload is null || payload["op"] is not JsonValue op || !op.TryGetValue<int>(out var code))
        {
            Refuse(connection, 4002, "Error while decoding payload.", $"The gateway got {(payload is null ? trouble : "a payload without op")}");
            return;
        }

        switch (code)
        {
            case 1:
                Heartbeat(connection, payload["d"]);
                break;
            case 2 when payload["d"] is JsonObject identify:
                Identify(connection, identify);
                break;
            case 6 when payload["d"] is JsonObject resume:
                Resume(connection, resume);
                break;
            case 2 or 6:
                Refuse(connection, 4002, "Error while decoding payload.", $"The gateway got op {code} without content");
                break;
            case 3 or 4 or 8 or 31 when connection.Session is null:
                Refuse(connection, 4003, "Not authenticated.", $"The gateway got op {code} before an IDENTIFY");
                break;
            case 3 when payload["d"] is JsonObject { Count: > 0 }:
                break;
            case 3 or 4 or 8 or 31:
                Refuse(connection, 4002, "Error while decoding payload.", $"This gateway does not serve op {code} of this kind");
                break;
            default:
                Refuse(connection, 4001, "Unknown opcode.", $"The gateway got op {code}");
                break;
        }
    }

    private void Heartbeat(GatewayConnection connection, JsonNode? sequence)
    {
        var last = connection.Session?.Sequence ?? 0;
        // A client that resumes may name its last event before the session is its again.
        var isKnown = sequence is null || (sequence is JsonValue value && value.TryGetValue<int>(out var number) && (connection.Session is null || number <= last));
        if (!isKnown)
            world.Problem($"A heartbeat named the event {sequence!.ToJsonString()}, and the last one is {last}");
        connection.LastHeartbeat = world.Now;
        connection.Watchdog?.Change(HeartbeatInterval * Patience, Timeout.InfiniteTimeSpan);
        if (AnswersHeartbeats)
            connection.Send(11, null);
    }

    private void Identify(GatewayConnection connection, JsonObject identify)
    {
        if (connection.IsIdentified)
        {
            Refuse(connection, 4005, "Already authenticated.", "A second IDENTIFY came");
            return;
        }

        if (connection.IsResumeAddress)
            world.Problem("An IDENTIFY came to the address for resuming");
        if (identify.FirstOrDefault(field => !IdentifyFields.Contains(field.Key)) is { Key: { } unknown })
            world.Problem($"IDENTIFY has no field {unknown}");
        if (identify["token"]?.GetValueKind() != JsonValueKind.String || identify["properties"] is not JsonObject properties
            || ((string[])["os", "browser", "device"]).Any(name => properties[name]?.GetValueKind() != JsonValueKind.String))
        {
            Refuse(connection, 4002, "Error while decoding payload.", "IDENTIFY needs a token and os, browser and device");
            return;
        }

        if (ClosedIdentifies is { Count: > 0 and var left, Code: var code })
        {
            ClosedIdentifies = (left - 1, code);
            Close(connection, code, "Refused.");
            return;
        }

        if (BotOf(identify["token"]) is not { } bot)
        {
            Close(connection, 4004, "Authentication failed.");
            return;
        }

        if (identify["shard"] is { } shard && shard.ToJsonString() != "[0,1]")
        {
            Close(connection, 4010, "Invalid shard.");
            return;
        }

        if (identify["intents"] is not JsonValue bits || !bits.TryGetValue<int>(out var number) || number < 0 || (number & ~KnownIntents) != 0)
        {
            Close(connection, 4013, "Invalid intent(s).");
            return;
        }

        Start(connection, bot, (GatewayIntents)number);
    }

    private void Start(GatewayConnection connection, DiscordBot bot, GatewayIntents intents)
    {
        if (world.Now - bot.LastIdentify < IdentifyInterval || RefusedIdentifies > 0)
        {
            RefusedIdentifies = Math.Max(0, RefusedIdentifies - 1);
            connection.Send(9, false);
            return;
        }

        bot.LastIdentify = world.Now;
        if (world.Now >= bot.StartsReset)
            (bot.StartsReset, bot.StartsLeft) = (world.Now + TimeSpan.FromHours(24), bot.StartsTotal);
        if (bot.StartsLeft <= 0)
        {
            bot.IsTokenReset = true;
            sessions.FindAll(session => session.Bot == bot).ForEach(session => session.IsOver = true);
            Refuse(connection, 4004, "Authentication failed.", $"More than {bot.StartsTotal} sessions started in 24 hours: the token was reset");
            return;
        }

        bot.StartsLeft--;
        if (((intents & GatewayIntents.MessageContent) != GatewayIntents.None && !bot.HasMessageContent) || ((intents & GatewayIntents.GuildMembers) != GatewayIntents.None && !bot.HasGuildMembers)
            || ((intents & GatewayIntents.GuildPresences) != GatewayIntents.None && !bot.HasPresences))
        {
            Close(connection, 4014, "Disallowed intent(s).");
            return;
        }

        var session = new GatewaySession($"{world.Ids.Next()}session", bot, intents) { Connection = connection };
        sessions.Add(session);
        (connection.Session, connection.IsIdentified) = (session, true);
        var guilds = world.Guilds.Where(guild => guild.Has(bot)).ToList();
        connection.Send(session.Add("READY", new JsonObject
        {
            ["v"] = 10,
            ["user"] = bot.Account.ToJson(),
            ["private_channels"] = new JsonArray(),
            ["guilds"] = new JsonArray([.. guilds.Select(guild => (JsonNode)new JsonObject { ["id"] = guild.Id, ["unavailable"] = true })]),
            ["session_id"] = session.Id,
            ["session_type"] = "normal",
            ["resume_gateway_url"] = ResumeUrl,
            ["shard"] = new JsonArray(0, 1),
            ["application"] = new JsonObject { ["id"] = bot.Id, ["flags"] = bot.Flags },
        }).ToText());
        foreach (var guild in guilds.Where(guild => (intents & GatewayIntents.Guilds) != GatewayIntents.None && !guild.IsUnavailable))
            connection.Send(session.Add("GUILD_CREATE", guild.ToCreate(bot)).ToText());
    }

    private void Resume(GatewayConnection connection, JsonObject resume)
    {
        if (connection.IsIdentified)
        {
            Refuse(connection, 4005, "Already authenticated.", "A RESUME came on a connection with a session");
            return;
        }

        if (!connection.IsResumeAddress && !connection.ReceivedOp(2).Any())
            world.Problem("A RESUME came to another address than that which READY gave");
        if (resume["seq"] is not JsonValue value || !value.TryGetValue<int>(out var sequence) || resume["session_id"]?.GetValueKind() != JsonValueKind.String)
        {
            Refuse(connection, 4002, "Error while decoding payload.", "RESUME needs session_id and seq");
            return;
        }

        if (BotOf(resume["token"]) is not { } bot)
        {
            Close(connection, 4004, "Authentication failed.");
            return;
        }

        if (RefusedResumes.Count > 0)
        {
            var isResumable = RefusedResumes.IsResumable;
            RefusedResumes = (RefusedResumes.Count - 1, isResumable);
            if (!isResumable && sessions.Find(known => known.Id == (string?)resume["session_id"]) is { } lost)
                lost.IsOver = true;
            connection.Send(9, isResumable);
            return;
        }

        if (sessions.Find(known => known.Id == (string?)resume["session_id"] && known.Bot == bot && IsAlive(known)) is not { } session)
        {
            connection.Send(9, false);
            return;
        }

        if (sequence > session.Sequence || sequence < 0)
        {
            session.IsOver = true;
            Close(connection, 4007, "Invalid seq.");
            return;
        }

        session.Connection?.Drop();
        (session.Connection, connection.Session, connection.IsIdentified) = (connection, session, true);
        foreach (var missed in session.Events.Where(missed => missed.Sequence > sequence && missed.Name != "RESUMED"))
            connection.Send(missed.ToText());
        connection.Send(session.Add("RESUMED", []).ToText());
    }

    /// <summary>The address that READY gives.</summary>
    private string ResumeUrl => Address + "/resume";

    /// <summary>The address that GET /gateway gives.</summary>
    public string Address => "ws" + world.Root["http".Length..] + "/gateway";

    private DiscordBot? BotOf(JsonNode? token) => world.Bots.Find(bot => token?.GetValueKind() == JsonValueKind.String && bot.Token == (string?)token && !bot.IsTokenReset);

    private void Refuse(GatewayConnection connection, int code, string reason, string problem)
    {
        world.Problem(problem);
        Close(connection, code, reason);
    }
}
