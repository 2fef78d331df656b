namespace LurkBot.Tests.Models;

/// <summary>The wires that every scenario runs over.</summary>
internal static class Scenarios
{
    /// <summary>A model on each wire.</summary>
    public static readonly string[] Models = ["gpt-4o", "claude-sonnet-4-20250514", "gemini-2.5-flash", "ollama/llama3"];

    /// <summary>Each wire, streamed and not.</summary>
    public static TheoryData<string, bool> Wires()
    {
        var data = new TheoryData<string, bool>();
        foreach (var model in Models)
        {
            data.Add(model, true);
            data.Add(model, false);
        }

        return data;
    }
}
