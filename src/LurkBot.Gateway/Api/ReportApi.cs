using System.Globalization;
using LurkBot.Accounting;
using LurkBot.Commands;
using LurkBot.Doors;
using LurkBot.Operations;
using LurkBot.Planning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>What there is and what it does, over HTTP: the records that commands print with <c>--json</c>.</summary>
/// <param name="assistant">Explains.</param>
/// <param name="services">The store, the settings and the clock.</param>
/// <param name="responder">Answers.</param>
/// <param name="logger">Told what cannot be read.</param>
internal sealed partial class ReportApi(IAssistant assistant, AssistantServices services, ApiResponder responder, ILogger<ReportApi> logger)
{
    /// <summary>Adds its endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/sessions", context => responder.AnswerAsync(context, ReportJson.Compact.IReadOnlyListSessionJson, ListAsync));
        routes.MapGet("/api/sessions/{key}/explanation", context => responder.AnswerAsync(context, ReportJson.Compact.ExplanationJson, cancellation =>
            assistant.ExplainAsync(RequestedKey.Of(context), cancellation)));
        routes.MapGet("/api/sessions/{key}/context", context => responder.AnswerAsync(context, ReportJson.Compact.ContextJson, cancellation =>
            assistant.ViewContextAsync(RequestedKey.Of(context), Query(context, "model"), IsWanted(context, "messages"), cancellation)));
        routes.MapGet("/api/usage", context => responder.AnswerAsync(context, ReportJson.Compact.UsageReportJson, cancellation => CountAsync(context, cancellation)));
    }

    private async ValueTask<IReadOnlyList<SessionJson>> ListAsync(CancellationToken cancellationToken)
    {
        var listing = await services.Store.ListAsync(cancellationToken);
        LogAll(listing.Problems);
        return [.. listing.AsOf(services.Time.GetUtcNow(), services.Options.Sessions.Timeout).Select(SessionJson.Of)];
    }

    private async ValueTask<UsageReportJson> CountAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var by = Query(context, "by") switch
        {
            "session" => UsageGrouping.Session,
            null or "model" => UsageGrouping.Model,
            "person" => UsageGrouping.Person,
            "day" => UsageGrouping.Day,
            _ => throw new LurkBotException("by is session, model, person or day."),
        };
        DateTimeOffset? since = Query(context, "since") is not { } text ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
            : throw new LurkBotException("since is a day or time, such as 2026-01-30 or 2026-01-30T10:00:00Z.");
        var usage = await new SessionAdministration(services).CountUsageAsync(by, since, cancellationToken);
        LogAll(usage.Problems);
        return UsageReportJson.Of(usage);
    }

    private static string? Query(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static bool IsWanted(HttpContext context, string name) => Query(context, name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new LurkBotException($"{name} is true or false."),
    };

    private void LogAll(IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
            LogProblem(problem);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not all sessions can be read: {Problem}")]
    private partial void LogProblem(string problem);
}
