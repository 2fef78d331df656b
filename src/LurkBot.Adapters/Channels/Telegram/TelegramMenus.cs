using System.Globalization;
using Microsoft.Extensions.Logging;
using Telegram.Bot.Requests;
using Telegram.Bot.Types;

namespace LurkBot.Channels;

/// <summary>Shows commands in Telegram's menus: everyone's by default, an owner's in the chat with the owner alone (CHANNELS T63). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="times">How long it waits.</param>
/// <param name="logger">Told of errors.</param>
internal sealed partial class TelegramMenus(TelegramApi api, TelegramTimes times, ILogger logger)
{
    private const int Most = 100, LongestName = 32, LongestHelp = 256;

    /// <summary>Shows the commands; a menu that has them stays as it is.</summary>
    /// <param name="everyone">Those that everybody may give.</param>
    /// <param name="owners">Those of the owners alone.</param>
    /// <param name="ownerIds">The owners.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask ShowAsync(IReadOnlyList<ChannelCommand> everyone, IReadOnlyList<ChannelCommand> owners, IReadOnlyList<string> ownerIds, CancellationToken cancellationToken)
    {
        await ShowAsync(everyone, new BotCommandScopeDefault(), "everyone", cancellationToken);
        foreach (var owner in ownerIds)
        {
            if (long.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var chat))
                await ShowAsync([.. everyone, .. owners], new BotCommandScopeChat { ChatId = chat }, "an owner", cancellationToken);
        }
    }

    private async ValueTask ShowAsync(IReadOnlyList<ChannelCommand> commands, BotCommandScope scope, string whose, CancellationToken cancellationToken)
    {
        var menu = commands.Where(IsAllowed).DistinctBy(command => command.Name, StringComparer.Ordinal).Take(Most).Select(command => new BotCommand { Command = command.Name, Description = Help(command) }).ToList();
        var there = TelegramApi.Read<BotCommand[]>(await api.CallAsync(new GetMyCommandsRequest { Scope = scope }, times.Request, cancellationToken));
        if (there?.Select(command => (command.Command, command.Description)).SequenceEqual(menu.Select(command => (command.Command, command.Description))) == true)
            return;
        var answer = await api.CallAsync(new SetMyCommandsRequest { Commands = menu, Scope = scope }, times.Request, cancellationToken);
        if (answer is not TelegramAnswer.Done)
            LogNotShown(whose, answer.Said);
    }

    private static bool IsAllowed(ChannelCommand command) =>
        command.Name.Length is > 0 and <= LongestName && command.Help.Length > 0 && command.Name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');

    private static string Help(ChannelCommand command) => command.Help.Length <= LongestHelp ? command.Help : command.Help[..(LongestHelp - 1)] + "…";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telegram: the menu of {Whose} could not be set: {Why}.")]
    private partial void LogNotShown(string whose, string why);
}
