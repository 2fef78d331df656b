using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LurkBot.Tests;

[assembly: AssemblyFixture(typeof(SenderMessages))]

namespace LurkBot.Tests;

/// <summary>Looks at every error of ours that any test of the suite raises: what senders hear of it names no path, setting or command.</summary>
public sealed class SenderMessages : IDisposable
{
    private static readonly ConcurrentDictionary<string, byte> Wrong = new(StringComparer.Ordinal);

    [ModuleInitializer]
    internal static void Watch() => AppDomain.CurrentDomain.FirstChanceException += (_, raised) =>
    {
        if (raised.Exception is LurkBotException error && !IsSafe(error.ForSender))
            Wrong[$"{error.GetType().Name}: {error.ForSender}"] = 0;
    };

    public void Dispose()
    {
        if (!Wrong.IsEmpty)
            throw new InvalidOperationException("Not for senders: " + string.Join(" | ", Wrong.Keys));
    }

    internal static bool IsSafe(string text) => text.Length is > 0 and < 120
        && !text.Contains('/', StringComparison.Ordinal) && !text.Contains("LURKBOT_", StringComparison.Ordinal) && !text.Contains("lurkbot ", StringComparison.Ordinal);
}
