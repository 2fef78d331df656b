using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Operations;
using LurkBot.Turns;

namespace LurkBot.Tests.Doors;

/// <summary>What the gateway and chats do through the assistant: no history comes under a key with other readers or more trust.</summary>
public sealed class TrustChangeDoorTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("telegram:1:group", "telegram:1:main", "cli:a:main")]
    [InlineData("telegram:1:main", "telegram:1:group", "telegram:2:group")]
    [InlineData("telegram:1:main", "telegram:1:dm", "telegram:2:dm")]
    [InlineData("telegram:1:dm", "telegram:1:main", "cli:a:main")]
    public async Task OpenAndFork_UnderAnotherKindOfKey_AreRefused(string here, string opened, string fork)
    {
        var assistant = new TestAssistant(TimeProvider.System, home.Path);
        var key = SessionKey.Parse(here);
        Assert.True(await assistant.Store.CreateAsync(new NewSession(key, DateTimeOffset.UnixEpoch, [new UserEntry { Content = "hello" }, new AssistantEntry { Content = "Hi." }]), default));
        await using var door = new Assistant(assistant.Services, new SessionRunnerOptions(), new SessionHubOptions(), compactsInBackground: false);
        var refusal = await Assert.ThrowsAsync<TrustChangeException>(async () => await door.OpenAsync(opened, DoorRequest.Default, default));
        Assert.Equal(ErrorKind.Refused, refusal.Kind);
        Assert.Contains($"lurkbot sessions rename {here} {opened}", refusal.Message, StringComparison.Ordinal);
        refusal = await Assert.ThrowsAsync<TrustChangeException>(async () => await door.CommandAsync(key, $"/fork {fork}", DoorRequest.Default, default));
        Assert.Contains($"lurkbot sessions fork {here} --as {fork} --change-trust", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(key, Assert.Single((await assistant.Store.ListAsync(default)).Sessions).Key);
    }

    [Fact]
    public async Task Open_GroupThatGotTopics_GoesOnInIt()
    {
        var assistant = new TestAssistant(TimeProvider.System, home.Path);
        Assert.True(await assistant.Store.CreateAsync(new NewSession(SessionKey.Parse("telegram:1:group"), DateTimeOffset.UnixEpoch, [new UserEntry { Content = "hello" }, new AssistantEntry { Content = "Hi." }]), default));
        await using var door = new Assistant(assistant.Services, new SessionRunnerOptions(), new SessionHubOptions(), compactsInBackground: false);
        Assert.Equal(1, (await door.OpenAsync("telegram:1:topic", DoorRequest.Default, default)).Messages / 2);
    }
}
