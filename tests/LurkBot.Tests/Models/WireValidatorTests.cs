namespace LurkBot.Tests.Models;

/// <summary>The rules refuse what the vendors refuse; a validator that accepts everything proves nothing.</summary>
public sealed class WireValidatorTests
{
    private const string OpenAI = "/v1/chat/completions";
    private const string Claude = "/v1/messages";
    private const string Ollama = "/api/chat";

    public static TheoryData<string, string, string> Wrong() => new()
    {
        { "orphan call", OpenAI, """{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"t","arguments":"{}"}}]},{"role":"user","content":"y"}""" },
        { "orphan result", OpenAI, """{"role":"user","content":"x"},{"role":"tool","tool_call_id":"a","content":"y"}""" },
        { "duplicate ids", OpenAI, """{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"t","arguments":"{}"}},{"id":"a","type":"function","function":{"name":"t","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"y"}""" },
        { "results out of order", OpenAI, """{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"t","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"t","arguments":"{}"}}]},{"role":"tool","tool_call_id":"b","content":"y"},{"role":"tool","tool_call_id":"a","content":"y"}""" },
        { "empty content", OpenAI, """{"role":"user","content":" "}""" },
        { "wrong role", OpenAI, """{"role":"robot","content":"x"}""" },
        { "ends with the assistant", OpenAI, """{"role":"user","content":"x"},{"role":"assistant","content":"y"}""" },
        { "unknown field", OpenAI, """{"role":"user","content":"x","mood":"sunny"}""" },
        { "reasoning sent back", OpenAI, """{"role":"user","content":"x"},{"role":"assistant","content":"y","reasoning_content":"z"},{"role":"user","content":"x"}""" },
        { "an address of ours", OpenAI, """{"role":"user","content":[{"type":"image_url","image_url":{"url":"lurkbot-blob:00"}}]}""" },
        { "no such image", OpenAI, """{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAAAAAA"}}]}""" },
        { "arguments that are no object", OpenAI, """{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"t","arguments":"[]"}}]},{"role":"tool","tool_call_id":"a","content":"y"}""" },
        { "begins with the assistant", Claude, """{"role":"assistant","content":"x"},{"role":"user","content":"y"}""" },
        { "orphan call", Claude, """{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"t","input":{}}]},{"role":"user","content":"y"},{"role":"assistant","content":"z"},{"role":"user","content":"y"}""" },
        { "orphan result", Claude, """{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}]}""" },
        { "text before results", Claude, """{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"t","input":{}}]},{"role":"user","content":[{"type":"text","text":"y"},{"type":"tool_result","tool_use_id":"a","content":"x"}]}""" },
        { "empty text", Claude, """{"role":"user","content":[{"type":"text","text":"\n"}]}""" },
        { "unsigned thinking", Claude, """{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"thinking","thinking":"y","signature":""},{"type":"text","text":"z"}]},{"role":"user","content":"x"}""" },
        { "no such image", Claude, """{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAAAAAA"}}]}""" },
        { "five marks", Claude, """{"role":"user","content":[{"type":"text","text":"1","cache_control":{}},{"type":"text","text":"2","cache_control":{}},{"type":"text","text":"3","cache_control":{}},{"type":"text","text":"4","cache_control":{}},{"type":"text","text":"5","cache_control":{}}]}""" },
        { "system as a message", Claude, """{"role":"system","content":"x"},{"role":"user","content":"y"}""" },
        { "empty content", Ollama, """{"role":"user","content":""}""" },
        { "orphan result", Ollama, """{"role":"user","content":"x"},{"role":"tool","content":"y"}""" },
        { "orphan call", Ollama, """{"role":"user","content":"x"},{"role":"assistant","content":"","tool_calls":[{"function":{"name":"t","arguments":{}}}]},{"role":"user","content":"x"}""" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Problem_WrongMessages_AreRefused(string what, string path, string messages) =>
        Assert.True(WireValidator.Problem(path, $$"""{"model":"m","max_tokens":5,"messages":[{{messages}}]}""") is not null, what);

    [Theory]
    [InlineData(OpenAI)]
    [InlineData(Claude)]
    [InlineData(Ollama)]
    public void Problem_AQuestion_IsAccepted(string path) => Assert.Null(WireValidator.Problem(path, """{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"x"}]}"""));

    [Theory]
    [InlineData("""{"type":"enabled","budget_tokens":5000}""")]
    [InlineData("""{"type":"enabled","budget_tokens":10}""")]
    public void Problem_ThinkingWithoutRoom_IsRefused(string thinking) =>
        Assert.NotNull(WireValidator.Problem(Claude, $$"""{"model":"m","max_tokens":5000,"thinking":{{thinking}},"messages":[{"role":"user","content":"x"}]}"""));

    [Fact]
    public void Problem_ThinkingLoopThatBeginsWithACall_IsRefused() => Assert.NotNull(WireValidator.Problem(Claude, """
        {"model":"m","max_tokens":5000,"thinking":{"type":"enabled","budget_tokens":2000},"messages":[{"role":"user","content":"x"},
        {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"t","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"y"}]}]}
        """));

    [Fact]
    public async Task LoopbackServer_RequestThatAVendorRefuses_FailsTheTest()
    {
        var server = new LoopbackServer((path, _) => ProviderWire.Write(path, stream: false, ProviderReply.Say("Hello")));
        using (var http = new HttpClient())
            await http.PostAsync(new Uri(server.Address, "v1/chat/completions"), new StringContent("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"no_such_field":1}"""));
        Assert.Contains("no_such_field", Assert.ThrowsAny<Exception>(server.Dispose).Message, StringComparison.Ordinal);
    }
}
