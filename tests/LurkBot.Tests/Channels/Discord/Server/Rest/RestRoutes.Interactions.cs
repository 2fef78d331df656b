using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Answers to interactions: the first within three seconds, more of them for 15 minutes.</summary>
internal sealed partial class RestRoutes
{
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(15);

    private RestAnswer Callback(RestCall call)
    {
        var used = world.Invocations.Find(used => used.Id == call["interaction"] && used.Token == call["token"]);
        var form = call.Form();
        var (type, data) = (form.Integer("type", isRequired: true), form.Object("data"));
        if (used is null || (used.Answer is null && world.Now - used.Time > FirstAnswer))
            throw new RestRefusal(404, 10062, "Unknown interaction");
        if (used.Answer is not null)
            throw RestRefusal.BadRequest(40060, "Interaction has already been acknowledged.");
        if (type is not (4 or 5 or 6 or 7) || (type is 6 or 7 && used.Type != 3))
            form.Fail("type", "BASE_TYPE_CHOICES", "Value must be one of {4, 5, 6, 7, 9, 10, 12}.");
        var inner = form.In(data ?? [], "data");
        var message = RestMessage.Read(call with { Bot = used.Bot }, inner, used.Room, SuppressEmbeds | Ephemeral | SuppressNotifications, type == 7 ? used.Pressed : null);
        _ = inner.Flag("tts");
        inner.CheckUnknown();
        form.Check();
        if (type == 4 && message.IsEmpty)
            throw RestRefusal.BadRequest(50006, "Cannot send an empty message");
        Answer(used, type ?? 0, message);
        used.Answer = type;
        if (call.Query["with_response"] != "true")
            return RestAnswer.NoContent;
        var callback = new JsonObject { ["id"] = used.Id, ["type"] = used.Type, ["activity_instance_id"] = null };
        var resource = new JsonObject { ["type"] = type };
        if (type is 4 or 7)
            resource["message"] = call.Show(used.Original!, used.Bot);
        if (used.Original is { } shown)
            (callback["response_message_id"], callback["response_message_loading"], callback["response_message_ephemeral"]) = (shown.Id, shown.IsLoading, shown.EphemeralFor is not null);
        return RestAnswer.Ok(new JsonObject { ["interaction"] = callback, ["resource"] = resource });
    }

    private void Answer(DiscordInvocation used, int type, RestMessage message)
    {
        switch (type)
        {
            case 4 or 5:
                used.Original = Write(used, message);
                used.Original.IsLoading = type == 5;
                gateway.Message("MESSAGE_CREATE", used.Original);
                break;
            case 6:
                used.Original = used.Pressed;
                break;
            case 7:
                used.Original = used.Pressed;
                Change(used.Pressed!, message, DiscordAllowed.Webhook);
                break;
        }
    }

    private DiscordPost Write(DiscordInvocation used, RestMessage message, bool isFollowUp = false)
    {
        var post = Write(used.Bot, used.Room, message, DiscordAllowed.Webhook, used.Type == 2 && !isFollowUp ? 20 : isFollowUp && used.Original is not null ? 19 : 0, isFollowUp ? used.Original : null);
        (post.Invocation, post.EphemeralFor) = (used, (message.Flags & Ephemeral) != 0 ? used.User : null);
        return post;
    }

    private RestAnswer FollowUp(RestCall call)
    {
        var used = Used(call);
        var form = call.Form();
        var message = RestMessage.Read(call with { Bot = used.Bot }, form, used.Room, SuppressEmbeds | Ephemeral | SuppressNotifications);
        _ = form.Flag("tts");
        form.Check();
        if (message.IsEmpty)
            throw RestRefusal.BadRequest(50006, "Cannot send an empty message");
        if (used.Original is { IsLoading: true } loading)
        {
            // The first message after a deferred answer takes its place.
            Change(loading, message, DiscordAllowed.Webhook);
            return RestAnswer.Ok(call.Show(loading, used.Bot));
        }

        var post = Write(used, message, isFollowUp: true);
        gateway.Message("MESSAGE_CREATE", post);
        return RestAnswer.Ok(call.Show(post, used.Bot));
    }

    private RestAnswer GetAnswer(RestCall call)
    {
        var used = Used(call);
        return RestAnswer.Ok(call.Show(AnswerPost(call, used), used.Bot));
    }

    private RestAnswer EditAnswer(RestCall call)
    {
        var used = Used(call);
        var post = AnswerPost(call, used);
        var form = call.Form();
        var message = RestMessage.Read(call with { Bot = used.Bot }, form, used.Room, SuppressEmbeds, post);
        form.Check();
        Change(post, message, DiscordAllowed.Webhook);
        return RestAnswer.Ok(call.Show(post, used.Bot));
    }

    private RestAnswer DeleteAnswer(RestCall call)
    {
        var post = AnswerPost(call, Used(call));
        post.IsDeleted = true;
        gateway.Deleted(post);
        return RestAnswer.NoContent;
    }

    private DiscordInvocation Used(RestCall call)
    {
        var used = world.Invocations.Find(used => used.Bot.Id == call["application"] && used.Token == call["token"]);
        if (used is null || used.Answer is null)
            throw RestRefusal.UnknownWebhook;
        return world.Now - used.Time < TokenLife ? used : throw new RestRefusal(401, 50027, "Invalid Webhook Token");
    }

    private static DiscordPost AnswerPost(RestCall call, DiscordInvocation used)
    {
        var post = call["message"] == "@original" ? used.Original : used.Room.Posts.Find(post => post.Id == call["message"] && post.Invocation == used);
        return post is { IsDeleted: false } ? post : throw RestRefusal.UnknownMessage;
    }
}
