using LurkBot.Channels.Wire;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>Shows commands in Discord's menus, where they change (CHANNELS D38). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
/// <param name="logger">Told of errors.</param>
internal sealed partial class DiscordMenus(DiscordApi api, DiscordState state, TimeProvider time, DiscordTimes times, ILogger logger)
{
    private const int Most = 100, LongestName = 32, LongestHelp = 100;
    private const int ChatInput = 1, StringOption = 3, InGuild = 0, InDirectChat = 1;

    /// <summary>Manage Server: in servers only members who have it see an owner's command.</summary>
    private const string ForManagers = "32";

    /// <summary>
    /// Shows the commands; a menu that has them stays as it is. Discord has no menu of one person: in servers only those who manage them see the owner's commands, in direct chats everybody sees them, and
    /// they refuse others.
    /// </summary>
    /// <param name="everyone">Those that everybody may give.</param>
    /// <param name="owners">Those of the owners alone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask ShowAsync(IReadOnlyList<ChannelCommand> everyone, IReadOnlyList<ChannelCommand> owners, CancellationToken cancellationToken)
    {
        while (state.Self is null)
            await Task.Delay(times.FirstWait, time, cancellationToken);
        var path = $"/applications/{state.Self.Application}/commands";
        IReadOnlyList<DiscordCommand> menu = [.. everyone.Select(command => (Command: command, Needs: (string?)null)).Concat(owners.Select(command => (Command: command, Needs: (string?)ForManagers)))
            .Where(shown => IsAllowed(shown.Command)).DistinctBy(shown => shown.Command.Name, StringComparer.Ordinal).Take(Most).Select(shown => Of(shown.Command, shown.Needs))];
        var there = (await api.CallAsync(HttpMethod.Get, path, null, times.Ordinary, cancellationToken)).Read(DiscordJson.Default.IReadOnlyListDiscordCommand);
        if (there is not null && Marks(there).SequenceEqual(Marks(menu), StringComparer.Ordinal))
            return;
        using var body = DiscordBody.Json(menu, DiscordJson.Default.IReadOnlyListDiscordCommand);
        var answer = await api.CallAsync(HttpMethod.Put, path, body, times.Ordinary, cancellationToken);
        if (answer is not DiscordAnswer.Done)
            LogNotShown(answer.Said);
    }

    private static DiscordCommand Of(ChannelCommand command, string? needs) => new(
        command.Name,
        command.Help.Length <= LongestHelp ? command.Help : command.Help[..(LongestHelp - 1)] + "…",
        ChatInput,
        [new DiscordCommandOption(StringOption, "text", "what follows the command", Required: false)],
        [InGuild, InDirectChat],
        needs);

    private static IEnumerable<string> Marks(IEnumerable<DiscordCommand> commands) =>
        commands.OrderBy(command => command.Name, StringComparer.Ordinal).Select(command => $"{command.Name}\n{command.Description}\n{command.DefaultMemberPermissions}\n{string.Join(' ', command.Options?.Select(option => option.Name) ?? [])}");

    private static bool IsAllowed(ChannelCommand command) =>
        command.Name.Length is > 0 and <= LongestName && command.Help.Length > 0 && command.Name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '-');

    [LoggerMessage(Level = LogLevel.Warning, Message = "Discord: the menu of commands could not be set: {Why}.")]
    private partial void LogNotShown(string why);
}
