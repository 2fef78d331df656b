using LurkBot.Models;

namespace LurkBot.Tests.Models;

/// <summary>What the offline model takes for a request to use a tool, in many words, and what it does not.</summary>
public sealed class OfflineRequestsTests
{
    [Theory]
    [InlineData("Send \"Build complete\" to the #dev-updates channel", "sessions_send", "to=#dev-updates message=Build complete")]
    [InlineData("send 'Build complete' to #dev-updates", "sessions_send", "to=#dev-updates message=Build complete")]
    [InlineData("Please send “Build complete” to #dev-updates.", "sessions_send", "to=#dev-updates message=Build complete")]
    [InlineData("Post \"Build complete\" in #dev-updates", "sessions_send", "to=#dev-updates message=Build complete")]
    [InlineData("post \"Build complete\" on the channel dev-updates", "sessions_send", "to=dev-updates message=Build complete")]
    [InlineData("Say \"Good morning\" in the Family group", "sessions_send", "to=Family message=Good morning")]
    [InlineData("Write \"Call me\" to @ann!", "sessions_send", "to=@ann message=Call me")]
    [InlineData("Send the message \"I'm late\" to @bob", "sessions_send", "to=@bob message=I'm late")]
    [InlineData("Send \"Go\" to discord:dev-updates:group", "sessions_send", "to=discord:dev-updates:group message=Go")]
    [InlineData("Send \"two\nlines\" to the session cli:work:main", "sessions_send", "to=cli:work:main message=two\nlines")]
    [InlineData("Tell @ann that lunch is ready", "sessions_send", "to=@ann message=lunch is ready")]
    [InlineData("Tell #general: the build is red", "sessions_send", "to=#general message=the build is red")]
    [InlineData("Tell #general \"The build is red\"", "sessions_send", "to=#general message=The build is red")]
    [InlineData("Tell cli:work:main: go on", "sessions_send", "to=cli:work:main message=go on")]
    [InlineData("Message @ann: see you at 5", "sessions_send", "to=@ann message=see you at 5")]
    [InlineData("notify the #ops channel that the disk is full", "sessions_send", "to=#ops message=the disk is full")]
    [InlineData("Ask cli:work:main \"How far are you?\"", "sessions_send", "to=cli:work:main message=How far are you? wait=True")]
    [InlineData("Ask the session research: what is new?", "sessions_send", "to=research message=what is new? wait=True")]
    [InlineData("List my sessions", "sessions_list", "")]
    [InlineData("Which sessions are there?", "sessions_list", "")]
    [InlineData("Search all sessions for \"garage code\"", "sessions_search", "words=garage code")]
    [InlineData("search my chats for garage code.", "sessions_search", "words=garage code")]
    [InlineData("Show me the history of #general", "sessions_history", "session=#general")]
    [InlineData("Show the status of the session cli:work:main", "session_status", "session=cli:work:main")]
    [InlineData("Ask the researcher to find the port", "sessions_spawn", "agent=researcher task=find the port")]
    [InlineData("Please ask the coder agent to fix the test.", "sessions_spawn", "agent=coder task=fix the test")]
    [InlineData("Spawn a researcher: what is new?", "sessions_spawn", "agent=researcher task=what is new?")]
    [InlineData("Start a subagent to count the files", "sessions_spawn", "task=count the files")]
    [InlineData("Have the reviewer agent to look at it", "sessions_spawn", "agent=reviewer task=look at it")]
    [InlineData("ask the file-manager to sort the photos", "sessions_spawn", "agent=file-manager task=sort the photos")]
    public void Understand_ARequest_IsACall(string text, string tool, string arguments)
    {
        var call = OfflineRequests.Understand(text)!;
        Assert.Equal((tool, arguments), (call.Name, string.Join(' ', call.Arguments!.Select(pair => $"{pair.Key}={pair.Value}"))));
    }

    [Theory]
    [InlineData("The garage code is 5512")]
    [InlineData("Did you send \"Build complete\" to #dev-updates?")]
    [InlineData("Send it to Ann")]
    [InlineData("I will tell Ann tomorrow")]
    [InlineData("What did I ask Bob?")]
    [InlineData("Search for it")]
    [InlineData("Ask the team to come")]
    [InlineData("The researcher asked the coder to wait")]
    [InlineData("")]
    public void Understand_AnythingElse_IsNoCall(string text) => Assert.Null(OfflineRequests.Understand(text));

    [Fact]
    public void UnderstandAgents_Several_AreSeveralCalls() => Assert.Equal(
        [("offline", "researcher", "find the port"), ("offline2", "coder", "use it")],
        OfflineRequests.UnderstandAgents("Ask the researcher to find the port, and the coder to use it").Select(call => (call.CallId, (string)call.Arguments!["agent"]!, (string)call.Arguments["task"]!)));

    [Fact]
    public void Find_AToolThatThereIsNot_IsNoCall() => Assert.Empty(OfflineRequests.Find("List my sessions", []));
}
