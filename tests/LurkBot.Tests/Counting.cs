using System.Reflection;
using System.Runtime.ExceptionServices;

namespace LurkBot.Tests;

/// <summary>Passes calls on, counts them by name, and lets those fail that a test names.</summary>
/// <typeparam name="T">The interface.</typeparam>
public class Counting<T> : DispatchProxy
    where T : class
{
    private readonly Dictionary<string, int> calls = new(StringComparer.Ordinal);

    /// <summary>What calls are passed on to; set it once the proxy is made.</summary>
    public T? Inner { get; set; }

    /// <summary>The method whose calls fail; null for none.</summary>
    public string? Failing { get; set; }

    /// <summary>How often a method was called.</summary>
    public int CallsOf(string method)
    {
        lock (calls)
            return calls.GetValueOrDefault(method);
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var name = targetMethod!.Name;
        lock (calls)
            calls[name] = calls.GetValueOrDefault(name) + 1;
        if (name == Failing)
            throw new LurkBotException("No space left on device.");
        try
        {
            return targetMethod.Invoke(Inner, args);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
