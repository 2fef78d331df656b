using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>A tool that writes its result into the session of the run that it is called in; outside of one it only runs.</summary>
/// <param name="tool">The tool.</param>
internal sealed class SessionTool(AIFunction tool) : DelegatingAIFunction(tool)
{
    private static readonly AsyncLocal<AgentRecorder?> Current = new();

    /// <summary>The run that goes on here.</summary>
    public static AgentRecorder? Recorder
    {
        set => Current.Value = value;
    }

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (Current.Value is not { } recorder)
            return await base.InvokeCoreAsync(arguments, cancellationToken);
        // The context may be of a call further out: an agent that is another one's tool.
        var call = FunctionInvokingChatClient.CurrentContext is { } context && string.Equals(context.Function.Name, Name, StringComparison.Ordinal) ? context.CallContent.CallId : null;
        call = await recorder.BeginToolAsync(call, Name, arguments);
        return await new JournalledFunction(InnerFunction, recorder.Journal).RunAsync(call, arguments, cancellationToken);
    }
}
