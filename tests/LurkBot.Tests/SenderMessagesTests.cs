using System.Runtime.CompilerServices;

namespace LurkBot.Tests;

/// <summary>What senders hear of errors.</summary>
public sealed class SenderMessagesTests
{
    [Fact]
    public void ForSender_OfEachError_NamesNoPathSettingOrCommand()
    {
        var types = new[] { typeof(LurkBotException).Assembly, typeof(LurkBot.Storage.IndexUnavailableException).Assembly, typeof(LurkBot.Cli.Commands.ExitCodes).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).Where(type => typeof(LurkBotException).IsAssignableFrom(type)).ToList();
        Assert.True(types.Count >= 14, $"{types.Count}");
        foreach (var type in types)
        {
            var error = (LurkBotException)RuntimeHelpers.GetUninitializedObject(type);
            Assert.True(SenderMessages.IsSafe(error.ForSender), $"{type.Name}: {error.ForSender}");
        }
    }

    [Theory]
    [InlineData("see /home/ann", false)]
    [InlineData("set LURKBOT_X", false)]
    [InlineData("run lurkbot sessions list", false)]
    [InlineData("", false)]
    [InlineData("Try again in a moment.", true)]
    public void IsSafe_Text_IsToldApart(string text, bool safe) => Assert.Equal(safe, SenderMessages.IsSafe(text));
}
