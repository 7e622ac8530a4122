import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** The schemas of one OpenAPI document. Those with a `.meta({ id })` become shared components. */
export type SchemaBook = {
  components: Record<string, JsonSchema>;
  /** The JSON Schema of what a client sends, with references into `components`. */
  describe(schema: z.ZodType): JsonSchema;
  /** Adds a component under a name of our choice. */
  define(name: string, schema: z.ZodType): void;
};

/** An empty book. */
export function createSchemaBook(): SchemaBook {
  const components: Record<string, JsonSchema> = {};
  let described = 0;

  function describe(schema: z.ZodType): JsonSchema {
    described += 1;
    const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    // zod's own names for nameless recursive schemas start anew in each document.
    const text = JSON.stringify(made)
      .replaceAll('"#/$defs/', '"#/components/schemas/')
      .replaceAll('__schema', `schema${described}_`);
    const { $schema: _, $defs = {}, ...root } = JSON.parse(text);
    Object.assign(components, $defs);
    return root;
  }

  return {
    components,
    describe,
    define(name, schema) {
      components[name] = describe(schema);
    },
  };
}
