using System.CommandLine;
using LurkBot.Erasure;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot memory erase</c>: destroys a fact, or all that is remembered of someone, as <c>sessions erase</c> does.</summary>
internal static class MemoryEraseCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("ID") { HelpName = "ID", Description = "The fact, as lurkbot memory list shows it; else all of them.", Arity = ArgumentArity.ZeroOrOne };
        var of = MemoryCommand.Whose();
        var dryRun = new FlagOption("--dry-run", "Only print what would be erased.");
        var yes = new FlagOption("--yes", "Do not ask.", "-y");
        var json = new FlagOption("--json", "Print the report as JSON.");
        var command = new Command("erase", "Destroy a fact, or all that is remembered of someone. There is no way back.") { id, of, dryRun, yes, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (host, memory, scope) = MemoryCommand.Open(result.GetValue(of));
            var fact = result.GetValue(id) is { } name ? await memory.FindAsync(scope, name, cancellationToken) : null;
            var code = ExitCodes.Success;
            foreach (var key in fact is null ? scope.Memories : [fact.Memory])
            {
                var target = fact is null ? ErasureTarget.OfSession(key) : ErasureTarget.OfEntry(key, fact.Entry.Id);
                var flags = new SessionsEraseCommand.Flags(dryRun.In(result), yes.In(result), json.In(result), Everywhere: true, IsOneOfSeveral: fact is null && scope.Memories.Count > 1);
                code = Math.Max(code, await SessionsEraseCommand.EraseAsync(host, target, flags, cancellationToken));
            }

            return code;
        });
        return command;
    }
}
